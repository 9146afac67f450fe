import type { SeenDetails } from '../../../core/requests/seen.ts'
import type { Actor } from '../../../model/actor.ts'
import { html, type Html, type Part } from '../../portal/views/html.ts'
import { layout } from './layout.ts'
import { type ConsolePage, say, tell } from './page.ts'
import { nameOf } from './pieces.ts'
import { sentenceField, written } from './request.ts'
import { titleOfRequest } from './requests.ts'

export interface DecisionModel {
  /** Null: it is withdrawn or forgotten. */
  request: SeenDetails | null
  /** Whose link it is. */
  actor: Actor
  action: string
  /** It was decided just now, by this link. */
  isDone: boolean
}

const buttons = (page: ConsolePage, { action, actor }: DecisionModel): Html =>
  html`<section class="card stack">
    <form class="stack" method="post" action="${action}">
      <button type="submit" disabled hidden></button>
      ${sentenceField(page, 'sentence')}
      <p class="tools">
        <button type="submit" class="main" name="decision" value="approve">
          ${say(page, 'request.approve')}
        </button>
        <button type="submit" name="decision" value="decline">
          ${say(page, 'request.decline')}
        </button>
      </p>
    </form>
    <p class="hint">
      ${tell(page, 'decision.as', { who: html`<bdi>${nameOf(page, actor)}</bdi>` })}
    </p>
  </section>`

const outcome = (page: ConsolePage, { request, isDone }: DecisionModel): string => {
  if (request === null) return say(page, 'decision.gone')
  const { number, state } = request.row
  const isYes = state === 'approved'
  if (!isDone) return say(page, 'decision.over', { number })
  return say(page, isYes ? 'decision.done.approved' : 'decision.done.declined', { number })
}

/** What a link in a mail leads to: one request, and two buttons. */
export const decisionPage = (page: ConsolePage, model: DecisionModel): string => {
  const { request } = model
  const isOpen = request?.row.state === 'open'
  const title = say(page, 'decision.title', { community: page.community.title })
  const main: Part = isOpen
    ? html`<h1>${titleOfRequest(page, request)}</h1>
        ${written(page, request)} ${buttons(page, model)}`
    : html`<section class="card stack">
        <h1>${title}</h1>
        <p role="status">${outcome(page, model)}</p>
      </section>`
  return layout(page, { title, shape: 'narrow', main: html`${main}` })
}
