import type { ComposedMail } from '../../../mail/compose.ts'
import { mailVariables, type MailKind, type MailWords } from '../../../model/mail.ts'
import { html, type Html, type Part } from '../../portal/views/html.ts'
import { layout } from './layout.ts'
import type { Notice } from './notice.ts'
import { type ConsolePage, say } from './page.ts'
import { press } from './pieces.ts'

export interface MailTextModel {
  kind: MailKind
  language: { tag: string; dir: 'ltr' | 'rtl' }
  languages: readonly { tag: string; name: string }[]
  words: MailWords
  /** Whether this is the operators' own text. */
  isOwn: boolean
  /** What is wrong with it, in English; null: nothing. */
  mistake: string | null
  /** With sample values. */
  preview: ComposedMail
  notice: Notice | null
}

const languageForm = (page: ConsolePage, { kind, language, languages }: MailTextModel): Html =>
  html`<form class="filter" action="${page.paths.mailText(kind)}">
    <div class="field">
      <label for="language">${say(page, 'mail.text.language')}</label>
      <select id="language" name="language">
        ${languages.map(
          ({ tag, name }) =>
            html`<option
              value="${tag}"
              lang="${tag}"
              ${tag === language.tag && { html: 'selected' }}
            >
              ${name}
            </option>`,
        )}
      </select>
    </div>
    <p class="tools">
      <button type="submit" class="small">${say(page, 'mail.text.choose')}</button>
    </p>
  </form>`

const fields = (
  page: ConsolePage,
  { language: { tag, dir }, words, mistake }: MailTextModel,
): Part => {
  const about = { html: `lang="${tag}" dir="${dir}"` }
  return [
    mistake !== null &&
      html`<p class="error" role="alert" id="words-error" lang="en" dir="ltr">${mistake}</p>`,
    html`<div class="field">
      <label for="subject">${say(page, 'mail.text.subject')}</label>
      <input
        id="subject"
        name="subject"
        maxlength="150"
        required
        value="${words.subject}"
        ${about}
      />
    </div>`,
    html`<div class="field">
      <label for="body">${say(page, 'mail.text.body')}</label>
      <textarea id="body" name="body" rows="16" required maxlength="5000" ${about}>
${words.body}</textarea>
    </div>`,
  ]
}

const form = (page: ConsolePage, model: MailTextModel): Html => {
  const { kind, language } = model
  const names = mailVariables[kind].map((name) => `{${name}}`).join(' ')
  return html`<form class="card stack" method="post" action="${page.paths.mailText(kind)}">
    <input type="hidden" name="language" value="${language.tag}" />
    <p>${say(page, 'mail.text.variables')} <code dir="ltr">${names}</code></p>
    ${fields(page, model)}
    <p class="tools">
      <button type="submit" class="main">${say(page, 'mail.text.save')}</button>
      <button type="submit" class="small" name="preview" value="1">
        ${say(page, 'mail.text.preview')}
      </button>
    </p>
  </form>`
}

const linesOf = (text: string): Part =>
  text.split('\n').map((line, at) => [at > 0 && html`<br />`, line])

const preview = (
  page: ConsolePage,
  { preview: { subject, text, html: source }, language }: MailTextModel,
): Html =>
  html`<section class="card stack" id="preview">
    <h2>${say(page, 'mail.text.looks')}</h2>
    <p lang="${language.tag}" dir="${language.dir}"><strong>${subject}</strong></p>
    <div class="stack" lang="${language.tag}" dir="${language.dir}">
      ${text
        .trim()
        .split('\n\n')
        .map((one) => html`<p>${linesOf(one)}</p>`)}
    </div>
    <h2>${say(page, 'mail.text.html')}</h2>
    <iframe class="mail" sandbox title="${say(page, 'mail.text.html')}" srcdoc="${source}"></iframe>
  </section>`

/** The text of one mail in one language, with a preview and the way back to ours. */
export const mailTextPage = (page: ConsolePage, model: MailTextModel): string => {
  const { kind, language, isOwn } = model
  return layout(page, {
    title: say(page, `mail.kind.${kind}`),
    part: 'mail',
    notice: model.notice,
    main: html`<div class="head">
        <p class="back"><a href="${page.paths.mail}">${say(page, 'nav.mail')}</a></p>
        <h1>${say(page, `mail.kind.${kind}`)}</h1>
      </div>
      ${languageForm(page, model)}
      <div class="halves">
        <div class="stack">
          ${form(page, model)}
          ${
            isOwn &&
            press({
              action: `${page.paths.mailText(kind)}/reset`,
              word: say(page, 'mail.text.ours'),
              hidden: { language: language.tag },
            })
          }
        </div>
        ${preview(page, model)}
      </div>`,
  })
}
