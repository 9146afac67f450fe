import { documentOf } from '../../../core/profiles/document.ts'
import type { Profile } from '../../../model/profile.ts'
import { html, type Html } from '../../portal/views/html.ts'
import { layout } from './layout.ts'
import { type ConsolePage, may, say } from './page.ts'
import type { Notice } from './notice.ts'
import { ask, fact } from './pieces.ts'
import { type ProfileForm, profileForm } from './profile-form.ts'

type FormModel = Pick<ProfileForm, 'typed' | 'mistakes' | 'refusal' | 'noEnds' | 'hasDirectRooms'>

export interface ProfilesModel extends FormModel {
  profiles: readonly Profile[]
  notice: Notice | null
}

const greetings = (greeting: Profile['greeting']): Html =>
  html`<ul class="lines">
    ${Object.entries(greeting).map(([tag, text]) => html`<li lang="${tag}" dir="auto">${text}</li>`)}
  </ul>`

const roomList = (rooms: Profile['rooms']): Html =>
  html`<ul class="lines">
    ${rooms.map((room) => html`<li><bdi dir="ltr" class="address">${room}</bdi></li>`)}
  </ul>`

/** What most profiles lack. */
const extras = (page: ConsolePage, profile: Profile): string[] => {
  const { direct_message: direct, pinned, only_operators: kept, uses, lasts } = documentOf(profile)
  return [
    ...(direct ? [say(page, 'profile.direct_message')] : []),
    ...(uses === null ? [] : [`${say(page, 'profile.uses')}: ${uses}`]),
    ...(lasts === null ? [] : [`${say(page, 'profile.lasts')}: ${lasts}`]),
    ...(pinned === null ? [] : [say(page, `profile.pinned.${pinned}`)]),
    ...(kept ? [say(page, 'profile.only_operators')] : []),
  ]
}

const card = (page: ConsolePage, profile: Profile): Html => {
  const { name, isDefault, rooms, greeting, account } = profile
  const title = html`<bdi>${name}</bdi>`
  const more = extras(page, profile).map((line) => html`<li>${line}</li>`)
  return html`<section class="card stack">
    <h2>
      ${may(page, 'profiles:write') ? html`<a href="${page.paths.profile(name)}">${title}</a>` : title}
      ${isDefault && html`<span class="chip">${say(page, 'profile.isDefault')}</span>`}
    </h2>
    <dl class="facts-of">
      ${fact(
        say(page, 'profile.rooms'),
        rooms.length === 0 ? say(page, 'profile.none') : roomList(rooms),
      )}
      ${
        Object.keys(greeting).length > 0 &&
        fact(say(page, 'profile.greetings'), greetings(greeting))
      }
      ${fact(
        say(page, 'person.end'),
        account === null
          ? say(page, 'profile.noEnd')
          : say(page, 'profile.ends', { days: account.days, grace: account.graceDays }),
      )}
      ${
        more.length > 0 &&
        fact(
          say(page, 'profile.also'),
          html`<ul class="lines">
            ${more}
          </ul>`,
        )
      }
    </dl>
  </section>`
}

const newForm = (page: ConsolePage, model: ProfilesModel): Html =>
  html`<details class="card" ${Object.keys(model.mistakes).length > 0 && { html: 'open' }}>
    <summary>${say(page, 'profile.new')}</summary>
    ${profileForm(page, { ...model, action: page.paths.profiles, isNew: true })}
  </details>`

/** What invitations can give to those who come with them. */
export const profilesPage = (page: ConsolePage, model: ProfilesModel): string =>
  layout(page, {
    title: say(page, 'nav.profiles'),
    part: 'profiles',
    shape: 'narrow',
    notice: model.notice,
    main: html`<div class="head">
        <h1>${say(page, 'nav.profiles')}</h1>
        <p class="muted">${say(page, 'profile.what')}</p>
      </div>
      ${may(page, 'profiles:write') && newForm(page, model)}
      ${model.profiles.map((profile) => card(page, profile))}`,
  })

export interface ProfileModel extends FormModel {
  name: string
  /** False: it is what the configuration says, until it is saved. */
  isStored: boolean
  /** Why it can't be deleted; null: nobody tried. */
  inUse: string | null
  /** Into which newcomers can't be brought, as the homeserver says. */
  closedRooms: readonly string[]
  notice: Notice | null
}

const closedRooms = (page: ConsolePage, rooms: readonly string[]): Html =>
  html`<div class="summary">
    <p>${say(page, 'profile.closedRooms')}</p>
    ${roomList([...rooms])}
  </div>`

/** The form of one profile. */
export const profilePage = (page: ConsolePage, model: ProfileModel): string => {
  const { name, isStored, inUse, notice } = model
  const path = page.paths.profile(name)
  return layout(page, {
    title: name,
    part: 'profiles',
    shape: 'narrow',
    notice,
    main: html`<div class="head">
        <p class="back"><a href="${page.paths.profiles}">${say(page, 'nav.profiles')}</a></p>
        <h1><bdi>${name}</bdi></h1>
      </div>
      ${
        inUse !== null &&
        html`<div class="summary" role="alert">
          <p>${say(page, 'problem.profile_in_use')}</p>
          ${inUse !== '' && html`<p lang="en" dir="ltr">${inUse}</p>`}
        </div>`
      }
      ${model.closedRooms.length > 0 && closedRooms(page, model.closedRooms)}
      <section class="card">
        ${!isStored && html`<p class="hint">${say(page, 'profile.configured')}</p>`}
        ${profileForm(page, { ...model, action: path, isNew: false })}
      </section>
      ${
        isStored &&
        html`<section class="tools">
          ${ask(
            { word: say(page, 'act.delete'), text: say(page, 'profile.delete.ask') },
            { action: `${path}/delete`, word: say(page, 'act.delete.sure'), look: 'small danger' },
          )}
        </section>`
      }`,
  })
}
