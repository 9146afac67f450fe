import type { ProblemCode } from '../../../shared/errors.ts'
import { formatDate } from '../../../i18n/dates.ts'
import type { DateStyle } from '../../../i18n/dates.ts'
import { askLink, codeForm, ltr, time } from './components.ts'
import { html } from './html.ts'
import type { Html, Part } from './html.ts'
import { icons } from './icons.ts'
import type { IconName } from './icons.ts'
import { layout } from './layout.ts'
import { say, tell } from './page.ts'
import type { Page } from './page.ts'

/** The next step that a state page offers. */
type Next = 'code' | 'again' | 'look' | 'app' | 'home' | 'forget' | 'none'

const looks = {
  invite_unknown: { icon: 'search', next: 'code' },
  invite_left_behind: { icon: 'clock', next: 'none' },
  invite_scheduled: { icon: 'clock', next: 'none' },
  invite_expired: { icon: 'clock', next: 'none' },
  invite_used_up: { icon: 'people', next: 'none' },
  invite_closed: { icon: 'door', next: 'none' },
  already_yours: { icon: 'key', next: 'app' },
  place_given_back: { icon: 'hourglass', next: 'again' },
  places_held: { icon: 'hourglass', next: 'again' },
  homeserver_unavailable: { icon: 'cloud', next: 'again' },
  homeserver_busy: { icon: 'people', next: 'again' },
  homeserver_refused: { icon: 'door', next: 'again' },
  outcome_unknown: { icon: 'hourglass', next: 'look' },
  account_unfinished: { icon: 'hourglass', next: 'again' },
  outcome_open: { icon: 'hourglass', next: 'look' },
  too_many_requests: { icon: 'hourglass', next: 'none' },
  waiting: { icon: 'people', next: 'look' },
  welcome_over: { icon: 'key', next: 'home' },
  forget_me: { icon: 'key', next: 'forget' },
  me_forgotten: { icon: 'key', next: 'home' },
  not_found: { icon: 'search', next: 'home' },
  method_not_allowed: { icon: 'hand', next: 'home' },
  bad_request: { icon: 'hand', next: 'again' },
  payload_too_large: { icon: 'hand', next: 'again' },
  unsupported_media_type: { icon: 'hand', next: 'again' },
  request_timeout: { icon: 'hourglass', next: 'again' },
  cross_site: { icon: 'hand', next: 'again' },
  internal: { icon: 'cloud', next: 'again' },
} as const satisfies Record<string, { icon: IconName; next: Next }>

export type StateName = keyof typeof looks

export interface StateModel {
  state: StateName
  /** When it opens or when it ended (ms). */
  at?: number | null
  /** How many places there were. */
  places?: number | null
  /** When a retry makes sense, in seconds. */
  retryAfter?: number
  address?: string
  /** Where the form of the page goes: for another person at the same device, or to forget. */
  next?: string | null
  /** The target of "try again" and "check now"; default: the start page. */
  back?: string
}

const hasPage = (code: string): code is StateName => Object.hasOwn(looks, code)

/** All states that have a page. */
export const stateNames: readonly StateName[] = Object.keys(looks).filter(hasPage)

/** The state page of a problem. Problems that newcomers never meet use the page of a bad request. */
export const stateOf = (code: ProblemCode): StateName => {
  if (code === 'database_unavailable') return 'internal'
  if (code === 'portal_busy') return 'homeserver_busy'
  return hasPage(code) ? code : 'bad_request'
}

const style = ({ state }: StateModel): DateStyle =>
  state === 'invite_scheduled' ? 'moment' : 'day'

const numbers = ({ places, retryAfter }: StateModel) => ({
  total: places ?? 1,
  minutes: Math.max(1, Math.ceil((retryAfter ?? 60) / 60)),
})

/** The heading as plain text, for the document title. */
const title = (page: Page, model: StateModel): string => {
  const { timeZone, catalogue } = page
  const date = formatDate(model.at ?? 0, style(model), { tag: catalogue.tag, timeZone })
  const address = model.address ?? ''
  return say(page, `state.${model.state}.heading`, { ...numbers(model), date, address })
}

const link = (href: string, words: string): Html =>
  html`<p><a class="button main" href="${href}">${words}</a></p>`

const action = (page: Page, model: StateModel): Part => {
  const { paths } = page
  const offers: Record<Next, () => Part> = {
    code: () => codeForm(page),
    again: () => link(model.back ?? paths.home, say(page, 'state.again')),
    look: () => link(model.back ?? paths.home, say(page, 'state.look')),
    app: () => link(paths.welcome, say(page, 'state.openApp')),
    home: () => link(paths.home, say(page, 'state.home')),
    forget: () => forgetForm(page, model),
    none: () => null,
  }
  return offers[looks[model.state].next]()
}

const forgetForm = (page: Page, { next, back }: StateModel): Html =>
  html`<form class="choices" method="post" action="${next ?? ''}">
    <button type="submit" class="main">${say(page, 'state.forget_me.sure')}</button>
    <a class="button" href="${back ?? ''}">${say(page, 'state.forget_me.keep')}</a>
  </form>`

const nextPerson = (page: Page, { state, next = null }: StateModel): Part =>
  next === null || state !== 'already_yours'
    ? null
    : html`<form method="post" action="${next}">
        <button type="submit">${say(page, 'state.already_yours.other')}</button>
      </form>`

/** Without cookies nobody is recognised, so the reader may be the one who used the invitation. */
const mayBeTheirs: readonly StateName[] = ['invite_used_up', 'places_held']

const perhapsYours = (page: Page, { state }: StateModel): Part =>
  mayBeTheirs.includes(state) && html`<p class="hint">${say(page, 'state.perhapsYours')}</p>`

/** What an invitation can't do for them any more. */
const isClosed: readonly StateName[] = [
  'invite_unknown',
  'invite_expired',
  'invite_used_up',
  'invite_closed',
]

/** A page that says why somebody can't continue here and what helps. It never blames the person. */
export const statePage = (page: Page, model: StateModel): string => {
  const { state } = model
  const date = time(page, model.at ?? 0, style(model))
  const given = { ...numbers(model), date, address: ltr(model.address ?? '') }
  const main = html`<section class="card stack">
    <div class="sign">${icons[looks[state].icon]}</div>
    <h1>${tell(page, `state.${state}.heading`, given)}</h1>
    <p class="lead">${tell(page, `state.${state}.text`, given)}</p>
    ${perhapsYours(page, model)} ${action(page, model)} ${isClosed.includes(state) && askLink(page)}
    ${nextPerson(page, model)}
  </section>`
  return layout(page, { title: title(page, model), name: 'state', main })
}
