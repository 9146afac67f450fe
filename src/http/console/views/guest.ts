import { isGuest, longestExtension, wantedState } from '../../../core/guests/state.ts'
import { scopeOf } from '../../../core/permissions.ts'
import type { Person } from '../../../store/people-list.ts'
import { html, type Html, type Part } from '../../portal/views/html.ts'
import { type ConsolePage, may, say, tell } from './page.ts'
import { ask, moment, press, when } from './pieces.ts'

const day = 24 * 3_600_000

export type Ending = Pick<
  Person,
  'redemption_id' | 'localpart' | 'made_at' | 'ends_at' | 'extended_at'
>

const looks = { active: 'active', suspended: 'paused', deactivated: 'revoked' } as const

/** The state of an account with an end. */
const guestChip = (page: ConsolePage, person: Person): Html => {
  const state = wantedState(person, page.now)
  return html`<span class="chip" data-state="${looks[state]}">${say(page, `guest.${state}`)}</span>`
}

/** When the account ends, where it does. */
export const ends = (page: ConsolePage, person: Person): Part => {
  const { ended_at: ended, ends_at: end, profile } = person
  if (ended !== null) return tell(page, 'people.ended', { ago: when(page, ended) })
  if (end === null) return profile
  const word = end > page.now ? 'people.ends' : 'people.suspended'
  return tell(page, word, { ago: when(page, end) })
}

/** What becomes of the account, and when. */
const fate = (page: ConsolePage, { ends_at: end, grace_ms: grace, ended_at: ended }: Person) =>
  ended === null
    ? tell(page, 'guest.fate', {
        state: end !== null && end > page.now ? 'active' : 'suspended',
        end: moment(page, end ?? 0),
        last: moment(page, (end ?? 0) + (grace ?? 0)),
      })
    : tell(page, 'guest.over', { date: moment(page, ended) })

/** The days by which the reader may extend the account. */
const extensions = ({ actor }: ConsolePage, person: Ending): number[] => {
  const scope = actor === null ? undefined : scopeOf(actor, 'people:extend')
  if (scope === undefined) return []
  const most = Math.floor(longestExtension(person, scope) / day)
  return [...new Set([7, 30].map((days) => Math.min(days, most)))].filter((days) => days > 0)
}

const extendButtons = (page: ConsolePage, person: Ending): Part =>
  extensions(page, person).map((days) =>
    press({
      action: `${page.paths.person(person.redemption_id)}/extend`,
      word: say(page, 'guest.extend', { days }),
      what: person.localpart,
      hidden: { days: String(days), end: String(person.ends_at) },
    }),
  )

/** Guests whose account ends soon, each with the button that moves the end. */
export const guestsSoon = (page: ConsolePage, guests: readonly Ending[]): Part =>
  guests.length > 0 &&
  html`<section class="card stack" aria-labelledby="guests">
    <p><strong id="guests">${say(page, 'home.guests')}</strong></p>
    <ul class="rows">
      ${guests.map(
        (guest) =>
          html`<li>
            <p class="row-name">
              <a href="${page.paths.person(guest.redemption_id)}"><bdi>${guest.localpart}</bdi></a>
            </p>
            <p>${tell(page, 'people.ends', { ago: when(page, guest.ends_at ?? 0) })}</p>
            <div class="tools">${extendButtons(page, guest)}</div>
          </li>`,
      )}
    </ul>
    <p><a href="${page.paths.people}?ends=soon">${say(page, 'home.guests.all')}</a></p>
  </section>`

const buttons = (page: ConsolePage, person: Person): Part => {
  const path = page.paths.person(person.redemption_id)
  const offered = extensions(page, person)
  return [
    offered.length === 0 && html`<p class="hint">${say(page, 'problem.already_extended')}</p>`,
    html`<div class="tools">
      ${extendButtons(page, person)}
      ${
        may(page, 'people:promote') &&
        ask(
          {
            word: say(page, 'guest.promote'),
            text: say(page, 'guest.promote.ask'),
            look: 'small',
          },
          { action: `${path}/promote`, word: say(page, 'guest.promote.sure') },
        )
      }
    </div>`,
  ]
}

/** The end of an account, and what moves it. Nothing for accounts that never end. */
export const guestCard = (page: ConsolePage, person: Person): Part =>
  person.ends_at !== null &&
  html`<section class="card stack">
    <h2>${say(page, 'person.end')} ${guestChip(page, person)}</h2>
    <p>${fate(page, person)}</p>
    ${isGuest(person) && buttons(page, person)}
  </section>`
