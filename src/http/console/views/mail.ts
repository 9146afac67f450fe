import type { MailKind, MailReason } from '../../../model/mail.ts'
import { html, type Html, type Part } from '../../portal/views/html.ts'
import { layout } from './layout.ts'
import { whyNot } from './mails.ts'
import type { Notice } from './notice.ts'
import { type ConsolePage, say, type Word } from './page.ts'

export interface MailModel {
  /** Host and sender; null: mail is off. */
  server: { host: string; from: string } | null
  /** What became of a test. */
  tested: {
    address: string
    reason: MailReason | null
    said: string | null
    transcript: readonly string[]
  } | null
  mistake: Word | null
  typed: string
  /** The languages of each mail that has the operators' own text. */
  texts: readonly { kind: MailKind; own: readonly string[] }[]
  notice: Notice | null
}

/** A field for one mail address. */
export const addressField = (
  page: ConsolePage,
  { label, value, mistake }: { label: Word; value: string; mistake: Word | null },
): Html =>
  html`<div class="field">
    <label for="address">${say(page, label)}</label>
    ${mistake !== null && html`<p class="error" id="address-error" role="alert">${say(page, mistake)}</p>`}
    <input
      id="address"
      name="address"
      type="text"
      inputmode="email"
      autocomplete="email"
      autocapitalize="none"
      spellcheck="false"
      dir="ltr"
      maxlength="254"
      value="${value}"
      ${mistake !== null && { html: 'aria-invalid="true" aria-describedby="address-error"' }}
    />
  </div>`

const result = (page: ConsolePage, { tested }: MailModel): Part =>
  tested !== null &&
  html`<div class="notice" role="status">
      <p>
        ${
          tested.reason === null
            ? say(page, 'mail.test.accepted', { address: tested.address })
            : whyNot(page, tested.reason, tested.said)
        }
      </p>
    </div>
    <details ${tested.reason !== null && { html: 'open' }}>
      <summary>${say(page, 'mail.test.transcript')}</summary>
      <ul class="lines" lang="en" dir="ltr">
        ${tested.transcript.map((line) => html`<li><code class="address">${line}</code></li>`)}
      </ul>
    </details>`

const test = (page: ConsolePage, model: MailModel): Html =>
  html`<section class="card stack">
    <h2>${say(page, 'mail.server')}</h2>
    ${
      model.server === null
        ? html`<p>${say(page, 'mail.off')}</p>`
        : html`<p>${say(page, 'mail.server.is', model.server)}</p>
            ${result(page, model)}
            <form class="stack" method="post" action="${page.paths.mail}/test">
              ${addressField(page, { label: 'mail.test.to', value: model.typed, mistake: model.mistake })}
              <button type="submit" class="main">${say(page, 'mail.test')}</button>
            </form>`
    }
  </section>`

const texts = (page: ConsolePage, model: MailModel): Html =>
  html`<section class="card stack">
    <h2>${say(page, 'mail.texts')}</h2>
    <p>${say(page, 'mail.texts.what')}</p>
    <ul class="lines">
      ${model.texts.map(
        ({ kind, own }) =>
          html`<li>
            <a href="${page.paths.mailText(kind)}">${say(page, `mail.kind.${kind}`)}</a>
            ${own.length > 0 && html`<span class="muted">${say(page, 'mail.texts.own', { languages: own.join(', ') })}</span>`}
          </li>`,
      )}
    </ul>
  </section>`

/** The mail server with a test, and the texts of all mails. */
export const mailPage = (page: ConsolePage, model: MailModel): string =>
  layout(page, {
    title: say(page, 'nav.mail'),
    part: 'mail',
    notice: model.notice,
    main: html`<h1>${say(page, 'nav.mail')}</h1>
      ${test(page, model)} ${texts(page, model)}`,
  })
