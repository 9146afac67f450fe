import type { Answer } from '../../../model/request.ts'
import { askStyle } from './ask.ts'
import { copyButton, ltr } from './components.ts'
import { html, type Html, type Part } from './html.ts'
import { icons } from './icons.ts'
import { layout } from './layout.ts'
import { type Page, say, tell } from './page.ts'

/** What has become of the request. `over`: approved, and the invitation is no longer open. */
export type ApplicantState = 'waiting' | 'declined' | 'ended' | 'over' | 'gone' | 'withdrawn'

export interface ApplicantModel {
  state: ApplicantState
  /** The path of this page. */
  place: string
  /** The link to this page, if it is known. */
  link: string | null
  /** How many are decided before. */
  before: number
  wishedName: string
  words: string
  answers: readonly Answer[]
  /** What the decider said. */
  sentence: string
  /** Whether one can ask again. */
  isOpen: boolean
}

const icon = {
  waiting: icons.hourglass,
  declined: icons.door,
  ended: icons.clock,
  over: icons.clock,
  gone: icons.search,
  withdrawn: icons.check,
} as const

const text = (id: string, title: string, words: Part): Html =>
  html`<dt id="${id}">${title}</dt>
    <dd dir="auto">${words}</dd>`

const typed = (page: Page, { wishedName, words, answers }: ApplicantModel): Html =>
  html`<details>
    <summary><h2>${say(page, 'asked.typed')}</h2></summary>
    <dl>
      ${text('asked-name', say(page, 'ask.name'), ltr(wishedName))}
      ${text('asked-words', say(page, 'ask.words'), words)}
      ${answers
        .filter(({ answer }) => answer !== '')
        .map(({ question, answer }, at) => text(`asked-${at}`, question, answer))}
    </dl>
  </details>`

/** The link is the only way back to this page. */
const keep = (page: Page, { link }: ApplicantModel): Part =>
  link !== null &&
  html`<div class="plate">
    <p>${say(page, 'asked.keep')}</p>
    <p>${ltr(link)}</p>
    <p class="tools">${copyButton(page, link)}</p>
  </div>`

const withdraw = (page: Page, { place }: ApplicantModel): Html =>
  html`<details>
    <summary>${say(page, 'asked.withdraw')}</summary>
    <form class="stack" method="post" action="${place}/withdraw">
      <p>${say(page, 'asked.withdrawAsk')}</p>
      <p><button type="submit">${say(page, 'asked.withdrawSure')}</button></p>
    </form>
  </details>`

const waiting = (page: Page, model: ApplicantModel): Part => [
  keep(page, model),
  html`<p class="hint">${say(page, 'asked.refreshes')}</p>`,
  html`<p><a class="button main" href="${model.place}">${say(page, 'state.look')}</a></p>`,
  typed(page, model),
  withdraw(page, model),
]

const askAgain = (page: Page, { isOpen, state }: ApplicantModel): Part =>
  isOpen &&
  state !== 'declined' &&
  html`<p><a class="button main" href="${page.paths.ask}">${say(page, 'asked.again')}</a></p>`

/** The page of one applicant: their place in the queue, or what was decided. */
export const applicantPage = (page: Page, model: ApplicantModel): string => {
  const { state, before, sentence } = model
  const heading = say(page, `asked.${state}.heading`, { place: before + 1 })
  const community = html`<bdi>${page.community.title}</bdi>`
  const main = html`${askStyle(page)}
    <section class="card stack">
      <div class="sign">${icon[state]}</div>
      <h1>${heading}</h1>
      <p class="lead">${tell(page, `asked.${state}.text`, { community })}</p>
      ${sentence !== '' && html`<p class="said-to-you" dir="auto">${sentence}</p>`}
      ${state === 'waiting' ? waiting(page, model) : askAgain(page, model)}
    </section>`
  return layout(page, { title: heading, name: 'ask', main })
}
