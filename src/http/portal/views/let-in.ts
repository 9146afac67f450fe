import { time } from './components.ts'
import { html, type Html } from './html.ts'
import { type Page, say, tell } from './page.ts'

/** They were let in: what the decider said ('' if nothing), and when the invitation ends (ms). */
export interface LetIn {
  sentence: string
  until: number | null
}

/** Above the form for whoever asked to join. */
export const letInNotice = (page: Page, { sentence, until }: LetIn): Html =>
  html`<div class="plate" role="status">
    <h2>${say(page, 'asked.letIn.heading')}</h2>
    ${sentence !== '' && html`<p dir="auto">${sentence}</p>`}
    ${until !== null && html`<p>${tell(page, 'invitation.until', { date: time(page, until, 'moment') })}</p>`}
  </div>`
