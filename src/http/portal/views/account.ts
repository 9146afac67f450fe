import type { Field, FieldProblem } from '../../../shared/errors.ts'
import type { Homeserver, Terms } from '../../../ports/homeserver.ts'
import { emailField, termsNotice } from './account-wishes.ts'
import { html } from './html.ts'
import type { Html } from './html.ts'
import { layout } from './layout.ts'
import { type LetIn, letInNotice } from './let-in.ts'
import { say, tell } from './page.ts'
import type { Page } from './page.ts'
import { ltr } from './components.ts'
import { fieldSentence } from './field-words.ts'

export interface AccountModel {
  code: string
  /** The name as it was typed before, or ''. */
  name: string
  /** The name that the invitation is for; null: any. */
  forName: string | null
  /** `maxLength`: the lower of the operator's limit and the homeserver's. */
  passwords: { minLength: number; maxLength: number }
  /** Errors of the last submission. */
  problems: readonly FieldProblem[]
  /** Names that may be free, offered if the wanted one is taken. */
  suggestions: readonly string[]
  /** What the form asks for besides the name. */
  requires: Homeserver['requires']
  /** The terms to accept. */
  terms: readonly Terms[]
  /** The key of this attempt; null where a cookie keeps one. */
  attempt: string | null
  /** Of somebody who asked to join. */
  letIn?: LetIn | undefined
}

/** Whoever made it a moment ago may be the one who reads this. */
const isTaken = ({ code }: FieldProblem): boolean => code === 'name_taken' || code === 'name_busy'

const summary = (page: Page, model: AccountModel): Html => {
  const { problems } = model
  const line = (problem: FieldProblem) =>
    html`<li><a href="#${problem.field}">${fieldSentence(page, problem, model.name)}</a></li>`
  return html`<div class="summary" role="alert" tabindex="-1" autofocus>
    <h2>${say(page, 'error.summary', { count: problems.length })}</h2>
    <ul>
      ${problems.map(line)}
    </ul>
    ${problems.some(isTaken) && html`<p>${say(page, 'state.perhapsYours')}</p>`}
  </div>`
}

/** Names to pick from: links to the form with that name. A script turns them into buttons. */
const offers = (page: Page, { code, suggestions }: AccountModel): Html =>
  html`<div class="offers" id="offers" ${suggestions.length === 0 && 'hidden'}>
    <p>${say(page, 'check.suggestions')}</p>
    <ul>
      ${suggestions.map(
        (name) =>
          html`<li>
            <a class="button small" dir="ltr" href="${page.paths.accountAs(code, name)}">${name}</a>
          </li>`,
      )}
    </ul>
  </div>`

/** Sentence and attributes of a field that may have failed. */
const trouble = (page: Page, model: AccountModel, field: Field, hints: string) => {
  const found = model.problems.filter((problem) => problem.field === field)
  const id = `${field}-error`
  return {
    words:
      found.length > 0 &&
      html`<p class="error" id="${id}">
        ${found.map((one) => fieldSentence(page, one, model.name))}
      </p>`,
    attributes:
      found.length > 0
        ? html`aria-invalid="true" aria-describedby="${id} ${hints}"`
        : html`aria-describedby="${hints}"`,
  }
}

/** The field has the corrected name instead of the typed one. */
const correction = (page: Page, { name, problems }: AccountModel): Html | false =>
  problems.some(({ offer }) => offer === name) &&
  html`<p class="hint" id="name-offered">${tell(page, 'account.offered', { name: ltr(name) })}</p>`

/** The name between the signs that make it an address. */
const nameInput = (page: Page, name: string, attributes: Html): Html =>
  html`<div class="group" dir="ltr">
    <span aria-hidden="true">@</span
    ><input
      id="name"
      name="name"
      type="text"
      value="${name}"
      autocomplete="username"
      ${attributes}
    />${page.serverName !== '' && html`<span aria-hidden="true">:${page.serverName}</span>`}
  </div>`

/** The name that the invitation is for: shown, not asked. If nobody can have it, another invitation helps. */
const fixedName = (page: Page, model: AccountModel, name: string): Html => {
  const { words, attributes } = trouble(page, model, 'name', 'name-hint')
  return html`<div class="field">
    <label for="name">${say(page, 'account.name')}</label>
    <p class="hint" id="name-hint">
      ${say(page, 'account.nameFixed')} ${words && say(page, 'state.invite_expired.text')}
    </p>
    ${words} ${nameInput(page, name, html`readonly ${attributes}`)}
  </div>`
}

const nameField = (page: Page, model: AccountModel): Html => {
  if (model.forName !== null) return fixedName(page, model, model.forName)
  const corrected = correction(page, model)
  const hints = `${corrected ? 'name-offered ' : ''}name-hint name-said`
  const { words, attributes } = trouble(page, model, 'name', hints)
  return html`<div class="field">
    <label for="name">${say(page, 'account.name')}</label>
    <p class="hint" id="name-hint">
      ${say(page, 'account.nameLasting')}<br />${say(page, 'account.nameRules')}
    </p>
    ${words} ${corrected}
    ${nameInput(
      page,
      model.name,
      html`required autocapitalize="none" autocorrect="off" spellcheck="false" ${attributes}
      data-check="${page.paths.nameCheck(model.code)}" data-server="${page.serverName}"
      data-lowered="${say(page, 'check.lowered', { name: '%' })}"`,
    )}
    <p class="said" id="name-said" aria-live="polite"></p>
    ${offers(page, model)}
  </div>`
}

const passwordField = (page: Page, model: AccountModel): Html => {
  const { minLength, maxLength } = model.passwords
  const { words, attributes } = trouble(page, model, 'password', 'password-hint')
  return html`<div class="field">
    <label for="password">${say(page, 'account.password')}</label>
    <p class="hint" id="password-hint">${say(page, 'account.passwordRules', { min: minLength })}</p>
    ${words}
    <div class="group">
      <input
        id="password"
        name="password"
        type="password"
        required
        minlength="${minLength}"
        passwordrules="minlength: ${minLength}; maxlength: ${maxLength};"
        autocomplete="new-password"
        ${attributes}
      /><button
        type="button"
        hidden
        aria-label="${say(page, 'account.reveal')}"
        data-reveal="password"
        data-hide="${say(page, 'account.hide')}"
        data-conceal="${say(page, 'account.conceal')}"
      >
        ${say(page, 'account.show')}
      </button>
    </div>
  </div>`
}

/** Shown only without the script that can reveal the password. */
const confirmField = (page: Page, model: AccountModel): Html => {
  const { words, attributes } = trouble(page, model, 'confirm', 'password-hint')
  const field = html`<div class="field">
    <label for="confirm">${say(page, 'account.confirm')}</label>
    ${words}
    <div class="group">
      <input
        id="confirm"
        name="confirm"
        type="password"
        required
        autocomplete="new-password"
        ${attributes}
      />
    </div>
  </div>`
  return html`<noscript>${field}</noscript>`
}

/** The account: a name, a password, one button. */
export const accountPage = (page: Page, model: AccountModel): string => {
  const { paths } = page
  const { requires } = model
  const failed = model.problems.length > 0
  const heading = say(page, 'account.heading')
  const main = html`<section class="card stack">
      <h1>${heading}</h1>
      <p class="lead">${say(page, requires.password ? 'account.intro' : 'account.introName')}</p>
      ${model.letIn && letInNotice(page, model.letIn)} ${failed && summary(page, model)}
      <form
        class="stack"
        method="post"
        action="${paths.account(model.code)}"
        data-once="${say(page, 'account.busy')}"
      >
        ${model.attempt && html`<input type="hidden" name="attempt" value="${model.attempt}" />`}
        ${nameField(page, model)}
        ${requires.password && [passwordField(page, model), confirmField(page, model)]}
        ${requires.email && emailField(page, trouble(page, model, 'email', 'email-hint'))}
        ${model.terms.length > 0 && termsNotice(page, model.terms)}
        <button type="submit" class="main">
          ${say(page, requires.password ? 'account.submit' : 'account.goOn')}
        </button>
      </form>
      <p class="hint">${say(page, 'account.safe')}</p>
    </section>
    <p class="back"><a href="${paths.invitation(model.code)}">${say(page, 'account.back')}</a></p>`
  const title = failed
    ? `${say(page, 'error.summary', { count: model.problems.length })} – ${heading}`
    : heading
  return layout(page, { title, name: 'account', main })
}
