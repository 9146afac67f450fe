import type { Terms } from '../../../ports/homeserver.ts'
import { html } from './html.ts'
import type { Html, Part } from './html.ts'
import { say } from './page.ts'
import type { Page } from './page.ts'

/* Parts of the form that only some homeservers need. */

/** @param trouble what was wrong with the last try: a sentence, and the field's attributes */
export const emailField = (page: Page, trouble: { words: Part; attributes: Html }): Html =>
  html`<div class="field">
    <label for="email">${say(page, 'account.email')}</label>
    <p class="hint" id="email-hint">${say(page, 'account.emailHint')}</p>
    ${trouble.words}
    <div class="group" dir="ltr">
      <input id="email" name="email" type="email" autocomplete="email" ${trouble.attributes} />
    </div>
  </div>`

/** The form submits the ids of the shown terms, so that nobody accepts others. */
export const termsNotice = (page: Page, terms: readonly Terms[]): Html =>
  html`<div id="terms" tabindex="-1">
    <p>${say(page, 'account.terms')}</p>
    <ul class="links">
      ${terms.map(
        ({ name, url }) =>
          html`<li><a href="${url}" target="_blank" rel="noreferrer">${name}</a></li>`,
      )}
    </ul>
    <input type="hidden" name="terms" value="${terms.map(({ id }) => id).join(' ')}" />
  </div>`
