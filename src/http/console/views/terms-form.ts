import type { InviteTerms } from '../../../store/invite-row.ts'
import { rfc3339, wallClock } from '../../../shared/time.ts'
import { freePlaces } from '../../../core/invites/invite.ts'
import { html, type Html, type Part } from '../../portal/views/html.ts'
import { moment } from './pieces.ts'
import { type ConsolePage, say, tell, type Word } from './page.ts'

/** The fields of a form as they were typed, or as they are. */
export interface TypedTerms {
  uses: string
  expires: string
  opens: string
  label: string
  code?: string
  words?: boolean
  /** The name of a profile; '': the default one. */
  profile?: string
  /** The name that the account will have; '': any. */
  for_name?: string
  /** Who gets the link by mail, and in which language. */
  mail?: string
  language?: string
}

type TermsField = keyof TypedTerms
export type Mistakes = Partial<Record<TermsField, Word>>

type Terms = Pick<InviteTerms, 'max_uses' | 'expires_at' | 'opens_at'>

/** A sentence that says whom an invitation lets in. */
export const allows = (page: ConsolePage, terms: Terms & Partial<InviteTerms>): Part => {
  const { max_uses: uses, expires_at: end, opens_at: opens } = terms
  return [
    tell(page, 'allows.sentence', {
      limit: uses === null ? 'none' : 'some',
      uses: uses ?? 0,
      end: end === null ? 'none' : 'some',
      date: end === null ? '' : moment(page, end),
    }),
    opens !== null &&
      opens > page.now && [' ', tell(page, 'allows.opens', { date: moment(page, opens) })],
  ]
}

/** How many places are left. */
export const left = (page: ConsolePage, invite: InviteTerms): string | false => {
  const free = freePlaces(invite)
  return free !== null && say(page, 'allows.left', { left: free })
}

/** What the fields show for these terms. */
export const typedOf = (
  { timeZone }: Pick<ConsolePage, 'timeZone'>,
  terms: Terms & { label: string; profile_id?: string | null; for_name?: string | null },
): TypedTerms => ({
  uses: terms.max_uses === null ? '' : String(terms.max_uses),
  expires: localTime(terms.expires_at, timeZone),
  opens: localTime(terms.opens_at, timeZone),
  label: terms.label,
  profile: terms.profile_id ?? '',
  for_name: terms.for_name ?? '',
})

/** The value of a field for date and time (HTML, "local date and time"). */
const localTime = (at: number | null, timeZone: string): string =>
  at === null ? '' : rfc3339(wallClock(at, timeZone).getTime()).slice(0, 16)

interface Field {
  name: Exclude<TermsField, 'words' | 'profile' | 'language'>
  type: 'text' | 'number' | 'datetime-local'
  value: string
  more?: Html
}

const field = (page: ConsolePage, mistakes: Mistakes, { name, type, value, more }: Field): Html => {
  const mistake = mistakes[name]
  const hint = name === 'label' ? '' : say(page, `field.${name}.hint`, { zone: page.timeZone })
  const described = [hint !== '' && `${name}-hint`, mistake && `${name}-error`].filter(Boolean)
  return html`<div class="field">
    <label for="${name}">${say(page, `field.${name}`)}</label>
    ${hint !== '' && html`<p class="hint" id="${name}-hint">${hint}</p>`}
    ${mistake && html`<p class="error" id="${name}-error">${say(page, mistake)}</p>`}
    <input
      id="${name}"
      name="${name}"
      type="${type}"
      value="${value}"
      ${described.length > 0 && { html: `aria-describedby="${described.join(' ')}"` }}
      ${mistake && { html: 'aria-invalid="true"' }}
      ${more}
    />
  </div>`
}

interface TermsForm {
  action: string
  typed: TypedTerms
  mistakes: Mistakes
  /** What somebody may decide who invites from an allowance: the label alone. */
  onlyLabel: boolean
  /** A new invitation may have a code of its own. */
  isNew: boolean
  /** What a new form shows. */
  usual?: Pick<TypedTerms, 'uses' | 'expires'>
  /** Languages of mails; none where a new invitation can't be sent by mail. */
  mailLanguages?: readonly { tag: string; name: string }[]
  /** The profiles that the invitation may give. */
  profiles?: readonly string[]
}

const labelField = (page: ConsolePage, { typed, mistakes }: TermsForm): Html =>
  field(page, mistakes, {
    name: 'label',
    type: 'text',
    value: typed.label,
    more: { html: 'maxlength="200" autocomplete="off" dir="auto"' },
  })

const limits = (page: ConsolePage, { typed, mistakes }: TermsForm): Part => [
  field(page, mistakes, {
    name: 'uses',
    type: 'number',
    value: typed.uses,
    more: { html: 'min="1" step="1" inputmode="numeric"' },
  }),
  field(page, mistakes, { name: 'expires', type: 'datetime-local', value: typed.expires }),
  field(page, mistakes, { name: 'opens', type: 'datetime-local', value: typed.opens }),
]

const codeFields = (page: ConsolePage, { typed, mistakes }: TermsForm): Part => [
  html`<p class="check">
    <input
      id="words"
      name="words"
      type="checkbox"
      value="1"
      ${typed.words === true && { html: 'checked' }}
    />
    <label for="words">${say(page, 'field.words')}</label>
  </p>`,
  field(page, mistakes, {
    name: 'code',
    type: 'text',
    value: typed.code ?? '',
    more: {
      html: 'maxlength="64" dir="ltr" autocomplete="off" autocapitalize="none" spellcheck="false"',
    },
  }),
]

const profileField = (page: ConsolePage, { profiles = [], typed }: TermsForm): Part =>
  profiles.length > 0 &&
  html`<div class="field">
    <label for="profile">${say(page, 'field.profile')}</label>
    <select id="profile" name="profile" dir="auto">
      <option value="">${say(page, 'field.profile.usual')}</option>
      ${profiles.map(
        (name) =>
          html`<option value="${name}" ${name === typed.profile && { html: 'selected' }}>
            ${name}
          </option>`,
      )}
    </select>
  </div>`

const forNameField = (page: ConsolePage, { typed, mistakes }: TermsForm): Html =>
  field(page, mistakes, {
    name: 'for_name',
    type: 'text',
    value: typed.for_name ?? '',
    more: {
      html: 'maxlength="255" dir="ltr" autocomplete="off" autocapitalize="none" spellcheck="false"',
    },
  })

/** What the fields show at first: where they still do, the profile decides. */
const untouched = ({ isNew, onlyLabel, usual }: TermsForm): Part =>
  isNew &&
  !onlyLabel &&
  usual && [
    html`<input type="hidden" name="usual_uses" value="${usual.uses}" />`,
    html`<input type="hidden" name="usual_expires" value="${usual.expires}" />`,
  ]

const mailFields = (page: ConsolePage, { mailLanguages = [], typed, mistakes }: TermsForm): Part =>
  mailLanguages.length > 0 && [
    field(page, mistakes, {
      name: 'mail',
      type: 'text',
      value: typed.mail ?? '',
      more: {
        html: 'maxlength="254" dir="ltr" inputmode="email" autocomplete="off" autocapitalize="none" spellcheck="false"',
      },
    }),
    html`<div class="field">
      <label for="language">${say(page, 'field.language')}</label>
      <select id="language" name="language">
        ${mailLanguages.map(
          ({ tag, name }) =>
            html`<option
              value="${tag}"
              lang="${tag}"
              ${tag === typed.language && { html: 'selected' }}
            >
              ${name}
            </option>`,
        )}
      </select>
    </div>`,
  ]

/** The form for the terms of an invitation. What was typed stays. */
export const termsForm = (page: ConsolePage, form: TermsForm): Html =>
  html`<form class="stack terms" method="post" action="${form.action}">
    ${
      Object.keys(form.mistakes).length > 0 &&
      html`<p class="summary" role="alert">${say(page, 'form.mistakes')}</p>`
    }
    ${labelField(page, form)} ${mailFields(page, form)} ${!form.onlyLabel && limits(page, form)}
    ${!form.onlyLabel && [profileField(page, form), page.takesNames && forNameField(page, form)]}
    ${untouched(form)} ${form.isNew && !form.onlyLabel && codeFields(page, form)}
    <button type="submit" class="main">
      ${say(page, form.isNew ? 'form.make' : 'form.change')}
    </button>
  </form>`
