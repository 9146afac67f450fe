import type { SeenRequest } from '../../../core/requests/seen.ts'
import { requestStates, type RequestState } from '../../../model/request.ts'
import { html, type Html, type Part } from '../../portal/views/html.ts'
import { layout } from './layout.ts'
import type { Notice } from './notice.ts'
import { type ConsolePage, mayAll, say, tell } from './page.ts'
import { when } from './pieces.ts'
import { turns, type Turns } from './turns.ts'

export interface RequestsModel extends Turns {
  state: RequestState
  requests: readonly SeenRequest[]
  /** Whether people can ask. */
  isOpen: boolean
  notice: Notice | null
}

/** What an applicant is called: the wished name, if it isn't erased. */
export const titleOfRequest = (page: ConsolePage, { row }: SeenRequest): string =>
  row.wished_name === ''
    ? say(page, 'request.erased', { number: row.number })
    : say(page, 'request.title', { number: row.number, name: row.wished_name })

const looks: Record<RequestState, string> = {
  open: 'scheduled',
  approved: 'active',
  declined: 'revoked',
  ended: 'expired',
}

export const requestChip = (page: ConsolePage, state: RequestState): Html =>
  html`<span class="chip" data-state="${looks[state]}">${say(page, `request.${state}`)}</span>`

/** The beginning of the words. */
const longest = 160
const beginning = (words: string): string =>
  words.length > longest ? `${words.slice(0, longest).toWellFormed()}…` : words

const line = (page: ConsolePage, seen: SeenRequest): Html => {
  const { row, vouches } = seen
  return html`<li>
    <p>
      <a class="address" href="${page.paths.request(row.id)}"
        ><bdi>${titleOfRequest(page, seen)}</bdi></a
      >
      ${row.state !== 'open' && requestChip(page, row.state)}
    </p>
    ${row.words !== '' && html`<p dir="auto">${beginning(row.words)}</p>`}
    <p class="muted">
      ${when(page, row.made_at)}
      ${vouches.length > 0 && [' · ', say(page, 'request.knownBy', { count: vouches.length })]}
    </p>
  </li>`
}

const tabs = (page: ConsolePage, current: RequestState): Html =>
  html`<nav class="tools" aria-label="${say(page, 'requests.states')}">
    ${requestStates.map(
      (state) =>
        html`<a
          class="button small"
          href="${page.paths.requests}${state === 'open' ? '' : `?state=${state}`}"
          ${state === current && { html: 'aria-current="page"' }}
          >${say(page, `request.${state}`)}</a
        >`,
    )}
  </nav>`

const nobody = (page: ConsolePage, { state, isOpen }: RequestsModel): Part =>
  html`<p class="empty">
    ${
      isOpen || state !== 'open'
        ? say(page, state === 'open' ? 'requests.none' : 'requests.noneOther')
        : tell(page, 'requests.off', { option: html`<code>requests.open</code>` })
    }
  </p>`

/** Who asks to join, in the order of the queue. */
export const requestsPage = (page: ConsolePage, model: RequestsModel): string => {
  const { state, requests } = model
  const decides = mayAll(page, 'requests:read')
  return layout(page, {
    title: say(page, 'nav.requests'),
    part: 'requests',
    shape: 'narrow',
    notice: model.notice,
    main: html`<h1>${say(page, 'nav.requests')}</h1>
      ${decides ? tabs(page, state) : html`<p>${say(page, 'requests.vouchIntro')}</p>`}
      ${
        requests.length === 0
          ? nobody(page, model)
          : html`<section class="card stack">
              <ul class="lines">
                ${requests.map((seen) => line(page, seen))}
              </ul>
            </section>`
      }
      ${turns(page, page.paths.requests, model)}`,
  })
}
