import type { NoEnds } from '../../../core/profiles/profiles.ts'
import { html, type Html, type Part } from '../../portal/views/html.ts'
import { type ConsolePage, say, type Word } from './page.ts'

/** The fields of a profile as they were typed, or as they are. */
export interface TypedProfile {
  name: string
  isDefault: boolean
  /** One a line. */
  rooms: string
  /** By language tag. */
  greetings: Readonly<Record<string, string>>
  /** '': accounts have no end. */
  days: string
  graceDays: string
  directMessage: boolean
  onlyOperators: boolean
  /** `name`, `mail`; '': whoever has the link. */
  pinned: string
  /** A number, `unlimited`; '': as configured. */
  uses: string
  /** A duration, `never`; '': as configured. */
  lasts: string
}

/** By the name of the field. */
export type ProfileMistakes = Record<string, Word>

export interface ProfileForm {
  action: string
  typed: TypedProfile
  mistakes: ProfileMistakes
  /** Why the homeserver can't do it, for operators; null: it can, or was not asked. */
  refusal: string | null
  noEnds: NoEnds | null
  hasDirectRooms: boolean
  /** The name of an existing profile stays. */
  isNew: boolean
}

interface Field {
  name: string
  label: string
  hint?: string
  /** The element, without attributes that all have. */
  control: (attributes: Html) => Html
}

const field = (
  page: ConsolePage,
  { mistakes }: ProfileForm,
  { name, label, hint = '', control }: Field,
): Html => {
  const mistake = mistakes[name]
  const described = [hint !== '' && `${name}-hint`, mistake && `${name}-error`].filter(Boolean)
  return html`<div class="field">
    <label for="${name}">${label}</label>
    ${hint !== '' && html`<p class="hint" id="${name}-hint">${hint}</p>`}
    ${mistake && html`<p class="error" id="${name}-error">${say(page, mistake)}</p>`}
    ${control(
      html`id="${name}" name="${name}"
      ${described.length > 0 && html`aria-describedby="${described.join(' ')}"`}
      ${mistake && html`aria-invalid="true"`}`,
    )}
  </div>`
}

const nameField = (page: ConsolePage, form: ProfileForm): Html =>
  field(page, form, {
    name: 'name',
    label: say(page, 'profile.name'),
    hint: say(page, 'profile.name.hint'),
    control: (attributes) =>
      html`<input
        ${attributes}
        type="text"
        value="${form.typed.name}"
        required
        maxlength="64"
        autocomplete="off"
        dir="auto"
      />`,
  })

const box = (
  page: ConsolePage,
  name: 'default' | 'direct_message' | 'only_operators',
  isOn: boolean,
): Html =>
  html`<p class="check">
    <input id="${name}" name="${name}" type="checkbox" value="1" ${isOn && { html: 'checked' }} />
    <label for="${name}">${say(page, `profile.${name}`)}</label>
  </p>`

const roomsField = (page: ConsolePage, form: ProfileForm): Html =>
  field(page, form, {
    name: 'rooms',
    label: say(page, 'profile.rooms'),
    hint: say(page, 'profile.rooms.hint'),
    control: (attributes) =>
      html`<textarea ${attributes} rows="4" dir="ltr" spellcheck="false">
${form.typed.rooms}</textarea>`,
  })

const greetingFields = (page: ConsolePage, form: ProfileForm): Part =>
  Object.entries(form.typed.greetings).map(([tag, text]) =>
    field(page, form, {
      name: `greeting-${tag}`,
      label: say(page, 'profile.greeting', { language: languageName(page, tag) }),
      control: (attributes) =>
        html`<textarea ${attributes} rows="2" maxlength="500" lang="${tag}" dir="auto">
${text}</textarea>`,
    }),
  )

/** What a language is called in the page's language; its tag if nobody knows. */
const languageName = ({ catalogue }: ConsolePage, tag: string): string =>
  new Intl.DisplayNames([catalogue.tag], { type: 'language' }).of(tag) ?? tag

/** `kind`: the attributes that say what can be typed. */
const inputField = (
  page: ConsolePage,
  form: ProfileForm,
  given: { name: 'days' | 'grace_days' | 'uses' | 'lasts'; value: string; kind: Html },
): Html => {
  const { name, value, kind } = given
  return field(page, form, {
    name,
    label: say(page, `profile.${name}`),
    hint: say(page, `profile.${name}.hint`),
    control: (attributes) => html`<input ${attributes} ${kind} value="${value}" />`,
  })
}

const dayFields = (page: ConsolePage, form: ProfileForm): Part => {
  const { noEnds, typed } = form
  if (noEnds !== null) return html`<p class="hint">${say(page, `profile.noEnds.${noEnds}`)}</p>`
  const days = (name: 'days' | 'grace_days', value: string, least: number) =>
    inputField(page, form, {
      name,
      value,
      kind: html`type="number" min="${least}" step="1" inputmode="numeric"`,
    })
  return [days('days', typed.days, 1), days('grace_days', typed.graceDays, 0)]
}

const textField = (page: ConsolePage, form: ProfileForm, name: 'uses' | 'lasts'): Html =>
  inputField(page, form, {
    name,
    value: form.typed[name],
    kind: html`type="text" dir="ltr" maxlength="40" autocomplete="off" autocapitalize="none"`,
  })

const pinnedField = (page: ConsolePage, form: ProfileForm): Html =>
  field(page, form, {
    name: 'pinned',
    label: say(page, 'profile.pinned'),
    control: (attributes) =>
      html`<select ${attributes}>
        ${(['', 'name', 'mail'] as const).map(
          (value) =>
            (value !== 'name' || page.takesNames || form.typed.pinned === value) &&
            html`<option value="${value}" ${value === form.typed.pinned && { html: 'selected' }}>
              ${say(page, value === '' ? 'profile.pinned.none' : `profile.pinned.${value}`)}
            </option>`,
        )}
      </select>`,
  })

/** What each invitation with the profile is, if nothing else is said. */
const inviteFields = (page: ConsolePage, form: ProfileForm): Html =>
  html`<fieldset class="stack">
    <legend>${say(page, 'profile.invitations')}</legend>
    ${textField(page, form, 'uses')} ${textField(page, form, 'lasts')} ${pinnedField(page, form)}
  </fieldset>`

/** In a window of its own: the form stays as it is. */
const previews = (page: ConsolePage, { typed }: ProfileForm): Html =>
  html`<p class="hint">${say(page, 'profile.preview')}</p>
    <div class="tools">
      ${Object.keys(typed.greetings).map(
        (tag) =>
          html`<button
            type="submit"
            class="small"
            formaction="${page.paths.preview}"
            formtarget="_blank"
            formnovalidate
            name="language"
            value="${tag}"
          >
            ${languageName(page, tag)}
          </button>`,
      )}
    </div>`

/** The form of a profile. What was typed stays. */
export const profileForm = (page: ConsolePage, form: ProfileForm): Html =>
  html`<form class="stack terms" method="post" action="${form.action}">
    ${
      Object.keys(form.mistakes).length > 0 &&
      html`<div class="summary" role="alert">
        <p>${say(page, 'form.mistakes')}</p>
        ${form.refusal !== null && html`<p lang="en" dir="ltr">${form.refusal}</p>`}
      </div>`
    }
    ${form.isNew && nameField(page, form)} ${roomsField(page, form)} ${greetingFields(page, form)}
    ${dayFields(page, form)}
    ${form.hasDirectRooms && box(page, 'direct_message', form.typed.directMessage)}
    ${inviteFields(page, form)} ${box(page, 'only_operators', form.typed.onlyOperators)}
    ${box(page, 'default', form.typed.isDefault)}
    <button type="submit" class="main">
      ${say(page, form.isNew ? 'profile.make' : 'profile.save')}
    </button>
    ${previews(page, form)}
  </form>`
