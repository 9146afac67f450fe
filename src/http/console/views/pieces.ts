import type { Actor } from '../../../model/actor.ts'
import { inviteStatus } from '../../../core/invites/invite.ts'
import type { InviteRow } from '../../../store/invite-row.ts'
import { formatDate, dateTag, type DateStyle } from '../../../i18n/dates.ts'
import { ago } from '../../../i18n/ago.ts'
import { rfc3339 } from '../../../shared/time.ts'
import { html, type Html, type Part } from '../../portal/views/html.ts'
import { type ConsolePage, say, type Word } from './page.ts'

const dateIn = (page: ConsolePage, at: number, style: DateStyle): string =>
  formatDate(at, style, { tag: page.catalogue.tag, timeZone: page.timeZone })

/** A time in words, such as "2 hours ago", with the exact one as its title. */
export const when = (page: ConsolePage, at: number): Html => {
  const { tag } = page.catalogue
  const words = ago(page.now, at, tag) ?? dateIn(page, at, 'day')
  const exact = dateIn(page, at, 'moment')
  return html`<time datetime="${rfc3339(at)}" title="${exact}" lang="${dateTag(tag)}"
    >${words}</time
  >`
}

const exactly = (page: ConsolePage, at: number, style: DateStyle): Html =>
  html`<time datetime="${rfc3339(at)}" lang="${dateTag(page.catalogue.tag)}"
    >${dateIn(page, at, style)}</time
  >`

/** A time to the minute. */
export const moment = (page: ConsolePage, at: number): Html => exactly(page, at, 'moment')

/** The same, of today. */
export const clock = (page: ConsolePage, at: number): Html => exactly(page, at, 'clock')

/** The state of an invitation. */
export const chip = (page: ConsolePage, invite: InviteRow): Html => {
  const status = inviteStatus(invite, page.now)
  return html`<span class="chip" data-state="${status}">${say(page, `state.${status}`)}</span>`
}

const doorWords: Partial<Record<string, Word>> = {
  api: 'who.api',
  'command line': 'who.commandLine',
  console: 'who.console',
  portal: 'who.newcomer',
  system: 'who.system',
}

/** Accounts of this server are known by their names alone. */
const short = ({ serverName }: ConsolePage, mxid: string): string => {
  const own = `:${serverName}`
  return mxid.startsWith('@') && mxid.endsWith(own) ? mxid.slice(1, -own.length) : mxid
}

/** A row of a list of facts (`dl`). */
export const fact = (name: string, value: Part): Html =>
  html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`

/** Who did something, as in `invites.created_by`. `you`: the word where that is the reader. */
export const author = (page: ConsolePage, by: string, you: Word = 'who.you'): string => {
  if (page.actor?.id === by) return say(page, you)
  const word = doorWords[by]
  return word === undefined ? short(page, by) : say(page, word)
}

/** Who is signed in. */
export const nameOf = (page: ConsolePage, actor: Actor): string =>
  actor.id === null ? say(page, 'who.shell') : short(page, actor.id)

/** What an invitation is called: its label, or the beginning of its code. */
export const titleOf = (
  page: ConsolePage,
  { label, code }: Pick<InviteRow, 'label' | 'code'>,
): string => (label === '' ? say(page, 'invite.unnamed', { code: code.slice(0, 6) }) : label)

interface Press {
  action: string
  word: Part
  /** What it acts on, for those who hear the page. */
  what?: string
  hidden?: Readonly<Record<string, string>>
  look?: string
}

/** A button that is a form: it works without a script. */
export const press = ({ action, word, what, hidden = {}, look = 'small' }: Press): Html =>
  html`<form method="post" action="${action}">
    ${Object.entries(hidden).map(
      ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
    )}
    <button type="submit" class="${look}">
      ${word}${what !== undefined && html`<span class="hidden"> ${what}</span>`}
    </button>
  </form>`

/** A button that turns into a question. */
export const ask = (question: { word: string; text: string; look?: string }, answer: Press): Html =>
  html`<details class="ask">
    <summary class="button ${question.look ?? 'small danger'}">${question.word}</summary>
    <div class="stack">
      <p>${question.text}</p>
      ${press(answer)}
    </div>
  </details>`

/** A field of the search above a list. */
export const searchField = (
  page: ConsolePage,
  name: string,
  { word, value }: { word: Word; value: string },
): Html =>
  html`<div class="field">
    <label for="${name}">${say(page, word)}</label>
    <input
      id="${name}"
      name="${name}"
      type="search"
      value="${value}"
      maxlength="300"
      autocomplete="off"
      autocapitalize="none"
      dir="auto"
    />
  </div>`
