import type { HandOver } from '../../../ports/account-creation.ts'
import { copyButton, ltr } from './components.ts'
import { html } from './html.ts'
import { layout } from './layout.ts'
import { say, tell } from './page.ts'
import type { Page } from './page.ts'

export interface HandOverModel extends HandOver {
  /** The name that was picked, `ana`. */
  name: string
  /** Where "I'm done" leads. */
  done: string
  /** They say that they are done, and the homeserver doesn't know it yet. */
  isWaiting: boolean
}

/** The account is finished on the homeserver's own page, which asks for a code. */
export const handOverPage = (page: Page, model: HandOverModel): string => {
  const { name, url, code, done, isWaiting } = model
  const site = ltr(new URL(url).host)
  const main = html`<section class="card stack">
    <h1>${tell(page, 'handOver.heading', { name: ltr(name) })}</h1>
    ${isWaiting && html`<p class="error" role="status">${say(page, 'handOver.notYet')}</p>`}
    <p class="lead">${say(page, 'handOver.text')}</p>
    <div class="plate">
      <p><strong>${ltr(code)}</strong></p>
      <p class="tools">${copyButton(page, code)}</p>
    </div>
    <a class="button main" href="${url}" target="_blank" rel="noreferrer">
      ${tell(page, 'handOver.goOn', { site })}
    </a>
    <p class="hint">${say(page, 'handOver.signedIn')}</p>
    <p>${say(page, 'handOver.back')}</p>
    <a class="button" href="${done}">${say(page, 'handOver.done')}</a>
  </section>`
  return layout(page, { title: say(page, 'handOver.title'), name: 'hand-over', main })
}
