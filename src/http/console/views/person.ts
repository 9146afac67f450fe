import type { Details } from '../../../core/people/details.ts'
import type { Person } from '../../../store/people-list.ts'
import { forgotten } from '../../../store/people.ts'
import { ltr } from '../../portal/views/components.ts'
import { html, type Html, type Part } from '../../portal/views/html.ts'
import { layout } from './layout.ts'
import { type ConsolePage, may, mayAll, say, tell } from './page.ts'
import { guestCard } from './guest.ts'
import { introductionCard } from './introduction.ts'
import type { Notice } from './notice.ts'
import { invitationOf, nameOfPerson } from './people.ts'
import { wayBackCard } from './way-back.ts'
import { ask, author, fact, moment, when } from './pieces.ts'

export interface PersonModel extends Details {
  person: Person
  /** The account of whoever invited them, if they also came with an invitation. */
  inviter: Person | null
  /** Those whom they invited, the latest first. */
  invited: readonly Person[]
  /** A link to their own page that was just made, shown once. */
  wayBack: { link: string; until: number; qr: string | null } | null
  notice: Notice | null
}

const inviterLink = (page: ConsolePage, { person, inviter }: PersonModel): Part => {
  const words = html`<bdi>${author(page, person.invited_by)}</bdi>`
  if (inviter === null) return words
  return html`<a href="${page.paths.person(inviter.redemption_id)}">${words}</a>`
}

/** By the homeserver, in words that say why it isn't known. */
const seenOf = (page: ConsolePage, { seen }: PersonModel): Part => {
  if (typeof seen === 'string') return say(page, `person.seen.${seen}`)
  const { devices, at } = seen
  if (at === null) return say(page, 'person.seen.devices', { devices })
  return tell(page, 'person.seen.at', { devices, ago: when(page, at) })
}

const facts = (page: ConsolePage, model: PersonModel): Html => {
  const { person } = model
  const hasName = person.localpart !== forgotten
  return html`<dl class="card facts-of">
    ${hasName && fact(say(page, 'person.address'), ltr(`@${person.localpart}:${page.serverName}`))}
    ${fact(say(page, 'person.joined'), moment(page, person.made_at))}
    ${fact(say(page, 'person.invitedBy'), inviterLink(page, model))}
    ${fact(say(page, 'person.invitation'), invitationOf(page, person))}
    ${person.app_opened_at !== null && fact(say(page, 'person.appOpened'), moment(page, person.app_opened_at))}
    ${mayAll(page, 'people:read') && person.ended_at === null && hasName && fact(say(page, 'person.seen'), seenOf(page, model))}
    ${person.profile !== null && fact(say(page, 'person.profile'), person.profile)}
  </dl>`
}

const invitedList = (page: ConsolePage, invited: readonly Person[]): Html =>
  html`<section class="card stack">
    <h2>${say(page, 'person.invited')}</h2>
    ${
      invited.length === 0
        ? html`<p class="empty">${say(page, 'person.invitedNone')}</p>`
        : html`<ul class="lines">
            ${invited.map(
              (one) =>
                html`<li>
                  <a href="${page.paths.person(one.redemption_id)}"
                    ><bdi>${nameOfPerson(page, one)}</bdi></a
                  >
                  <span class="muted">· ${when(page, one.made_at)}</span>
                </li>`,
            )}
          </ul>`
    }
  </section>`

/** One account, and both directions of who invited whom. */
export const personPage = (page: ConsolePage, model: PersonModel): string => {
  const { person } = model
  const name = nameOfPerson(page, person)
  return layout(page, {
    title: name,
    part: 'people',
    shape: 'narrow',
    notice: model.notice,
    main: html` <div class="head">
        <p class="back"><a href="${page.paths.people}">${say(page, 'nav.people')}</a></p>
        <h1><bdi>${name}</bdi></h1>
      </div>
      ${facts(page, model)} ${wayBackCard(page, model)} ${guestCard(page, person)}
      ${introductionCard(page, model.introduction)} ${invitedList(page, model.invited)}
      ${
        may(page, 'people:forget') &&
        person.localpart !== forgotten &&
        html`<section class="tools">
          ${ask(
            { word: say(page, 'person.forget'), text: say(page, 'person.forget.ask') },
            {
              action: `${page.paths.person(person.redemption_id)}/forget`,
              word: say(page, 'person.forget.sure'),
              look: 'small danger',
            },
          )}
        </section>`
      }`,
  })
}
