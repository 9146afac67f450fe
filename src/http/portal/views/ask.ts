import type { Question } from '../../../model/request.ts'
import { type AskFault, fieldOf, longest, type Typed } from '../../../core/requests/form.ts'
import type { Rules } from '../../../core/requests/rules.ts'
import { fieldSentence } from './field-words.ts'
import { html, type Html, type Part } from './html.ts'
import { layout } from './layout.ts'
import { type Page, say, tell } from './page.ts'
import { prose } from './text.ts'

export interface AskModel {
  typed: Typed
  faults: readonly AskFault[]
  /** Why it can't be taken now, although nothing is wrong with it. */
  refusal: 'too_many' | 'full' | null
  questions: readonly Question[]
  rules: Rules | null
  /** When the form was shown (core/requests/secret.ts). */
  stamp: string
}

/** The stylesheet of these pages; a browser applies it before it shows what follows. */
export const askStyle = ({ paths }: Page): Html =>
  html`<link rel="stylesheet" href="${paths.asset('ask.css')}" />`

const sentence = (page: Page, fault: AskFault, { name }: Typed): Part =>
  'name' in fault
    ? fieldSentence(page, fault.name, name)
    : say(page, `ask.error.${fault.ask}`, { max: longest.text })

const summary = (page: Page, { faults, typed, refusal }: AskModel): Part => {
  if (faults.length === 0 && refusal === null) return null
  const heading =
    refusal === null
      ? say(page, 'error.summary', { count: faults.length })
      : say(page, `ask.${refusal}.heading`)
  return html`<div class="summary" role="alert" tabindex="-1" autofocus id="ask">
    <h2>${heading}</h2>
    ${refusal !== null && html`<p>${say(page, `ask.${refusal}.text`)}</p>`}
    <ul>
      ${faults.map(
        (fault) => html`<li><a href="#${fault.field}">${sentence(page, fault, typed)}</a></li>`,
      )}
    </ul>
  </div>`
}

interface Field {
  id: string
  label: Part
  hint?: Part
  /** The element, given its attributes. */
  input: (attributes: Html) => Html
  dir?: 'auto'
}

/** A label, a hint, what was wrong with the last try, and the element. */
const field = (page: Page, model: AskModel, { id, label, hint, input, dir }: Field): Html => {
  const found = model.faults.filter((fault) => fault.field === id)
  const hints = [found.length > 0 && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ')
  const attributes = html`${found.length > 0 && { html: 'aria-invalid="true"' }}
  ${hints !== '' && html`aria-describedby="${hints}"`}`
  return html`<div class="field">
    <label for="${id}" ${dir && html`dir="${dir}"`}>${label}</label>
    ${hint && html`<p class="hint" id="${id}-hint">${hint}</p>`}
    ${
      found.length > 0 &&
      html`<p class="error" id="${id}-error">
        ${found.map((fault) => sentence(page, fault, model.typed))}
      </p>`
    }
    ${input(attributes)}
  </div>`
}

const nameField = (page: Page, model: AskModel): Html =>
  field(page, model, {
    id: 'name',
    label: say(page, 'ask.name'),
    hint: say(page, page.makesAccounts ? 'ask.nameHint' : 'ask.nameRules'),
    input: (attributes) =>
      html`<input
        id="name"
        name="name"
        type="text"
        value="${model.typed.name}"
        required
        maxlength="${longest.name}"
        dir="ltr"
        autocomplete="username"
        autocapitalize="none"
        autocorrect="off"
        spellcheck="false"
        ${attributes}
      />`,
  })

const textArea = (id: string, text: string, isNeeded: boolean, attributes: Html): Html =>
  html`<textarea
    id="${id}"
    name="${id}"
    rows="4"
    maxlength="${longest.text}"
    dir="auto"
    ${isNeeded && { html: 'required' }}
    ${attributes}
  >
${text}</textarea>`

const wordsField = (page: Page, model: AskModel): Html =>
  field(page, model, {
    id: 'words',
    label: say(page, 'ask.words'),
    hint: say(page, 'ask.wordsHint'),
    input: (attributes) => textArea('words', model.typed.words, true, attributes),
  })

const choice = (page: Page, question: Question, answer: string, attributes: Html): Html => {
  const id = fieldOf(question)
  const option = (value: string, words: string) =>
    html`<option value="${value}" ${value === answer && { html: 'selected' }}>${words}</option>`
  return html`<select
    id="${id}"
    name="${id}"
    ${!question.isOptional && { html: 'required' }}
    ${attributes}
  >
    ${option('', say(page, 'ask.choose'))} ${question.options?.map((one) => option(one, one))}
  </select>`
}

const questionField = (page: Page, model: AskModel, question: Question, at: number): Html => {
  const answer = model.typed.answers[at] ?? ''
  const { text, options, isOptional } = question
  return field(page, model, {
    id: fieldOf(question),
    label: text,
    dir: 'auto',
    ...(isOptional && { hint: say(page, 'ask.optional') }),
    input: (attributes) =>
      options === null
        ? textArea(fieldOf(question), answer, !isOptional, attributes)
        : choice(page, question, answer, attributes),
  })
}

const addressField = (page: Page, model: AskModel): Html =>
  field(page, model, {
    id: 'address',
    label: say(page, 'ask.address'),
    hint: say(page, 'ask.addressHint'),
    input: (attributes) =>
      html`<input
        id="address"
        name="address"
        type="text"
        inputmode="email"
        value="${model.typed.address}"
        maxlength="${longest.address}"
        dir="ltr"
        autocomplete="email"
        autocapitalize="none"
        autocorrect="off"
        spellcheck="false"
        ${attributes}
      />`,
  })

const consent = (page: Page, model: AskModel): Part => {
  const { rules, typed, faults } = model
  if (rules === null) return null
  const wrong = faults.find((fault) => fault.field === 'rules')
  return html`<h2>${say(page, 'invitation.rules')}</h2>
    ${
      rules.url === null
        ? html`<div class="rules">${prose(rules.text)}</div>`
        : html`<p>
            <a href="${rules.url}" target="_blank" rel="noreferrer"
              >${say(page, 'ask.rulesLink')}</a
            >
          </p>`
    }
    ${wrong && html`<p class="error" id="rules-error">${sentence(page, wrong, typed)}</p>`}
    <p class="agree">
      <input
        id="rules"
        name="rules"
        type="checkbox"
        value="${rules.hash}"
        required
        ${typed.agreed === rules.hash && { html: 'checked' }}
        ${wrong && { html: 'aria-invalid="true" aria-describedby="rules-error"' }}
      />
      <label for="rules">${say(page, 'ask.agree')}</label>
    </p>`
}

/** Nobody sees it; programs fill it in. */
const trap = (page: Page): Html =>
  html`<p class="trap" aria-hidden="true">
    <label for="website">${say(page, 'ask.trap')}</label>
    <input id="website" name="website" type="text" value="" tabindex="-1" autocomplete="off" />
  </p>`

/** The form for somebody without an invitation. */
export const askPage = (page: Page, model: AskModel): string => {
  const { community, paths } = page
  const name = html`<bdi class="name">${community.title}</bdi>`
  const heading = say(page, 'ask.heading', { community: community.title })
  const main = html`${askStyle(page)}
    <section class="card stack">
      <h1>${tell(page, 'ask.heading', { community: name })}</h1>
      <p class="lead">${say(page, 'ask.intro')}</p>
      ${summary(page, model)}
      <form
        class="stack"
        method="post"
        action="${paths.ask}"
        data-once="${say(page, 'account.busy')}"
      >
        <input type="hidden" name="stamp" value="${model.stamp}" />
        ${nameField(page, model)} ${wordsField(page, model)}
        ${model.questions.map((question, at) => questionField(page, model, question, at))}
        ${addressField(page, model)} ${trap(page)} ${consent(page, model)}
        <button type="submit" class="main">${say(page, 'ask.submit')}</button>
      </form>
      <p class="hint">${say(page, 'ask.privacy')}</p>
    </section>
    <p class="back"><a href="${paths.home}">${say(page, 'ask.back')}</a></p>`
  return layout(page, { title: heading, name: 'ask', main })
}
