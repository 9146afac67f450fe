import { isLine, namePattern } from '../../core/invites/check.ts'
import { isCode } from '../../core/invites/code.ts'
import { settableFields } from '../../core/invites/fields.ts'
import { LARGEST_COUNT } from '../../core/invites/invite.ts'
import type { NewInvite } from '../../core/invites/create.ts'
import { Problem, type ProblemCode } from '../../shared/errors.ts'
import { readMailAddress } from '../../shared/mail-address.ts'
import { pasted } from '../../shared/pasted.ts'
import { type InstantContext, parseInstant } from '../../shared/time.ts'
import type { Mistakes, TypedTerms } from './views/terms-form.ts'

type Form = ReadonlyMap<string, string>

interface ReadTerms {
  /** Fields that the form doesn't have are left to the defaults. */
  wanted: NewInvite
  mistakes: Mistakes
  typed: TypedTerms
}

type Reading = ReadTerms & { wanted: { -readonly [Key in keyof NewInvite]: NewInvite[Key] } }

/** The terms that somebody typed. An empty field means: no limit. */
export function readTerms(form: Form, place: Omit<InstantContext, 'bareDate'>): ReadTerms {
  const typed = typedIn(form)
  const read: Reading = { wanted: {}, mistakes: {}, typed }
  readLimits(form, place, read)
  readPlain(form, read)
  readCode(read)
  readMail(read)
  return read
}

function typedIn(form: Form): TypedTerms {
  const text = (name: string) => form.get(name)?.trim() ?? ''
  return {
    uses: text('uses'),
    expires: text('expires'),
    opens: text('opens'),
    label: text('label'),
    code: text('code'),
    words: form.has('words'),
    profile: text('profile'),
    for_name: text('for_name').toLowerCase().replace(/^@/, ''),
    mail: pasted(text('mail')),
    language: text('language'),
  }
}

/** Uses and end count only if they differ from what the form showed, so that the profile decides them. */
function readLimits(
  form: Form,
  place: Omit<InstantContext, 'bareDate'>,
  { wanted, mistakes, typed }: Reading,
): void {
  const isTouched = (name: 'uses' | 'expires') => form.get(`usual_${name}`) !== typed[name]
  if (form.has('uses') && isTouched('uses')) {
    const uses = typed.uses === '' ? null : countOf(typed.uses)
    if (uses === undefined) mistakes.uses = 'error.uses'
    else wanted.uses = uses
  }
  for (const [name, field, bareDate] of times) {
    if (!form.has(name) || (name === 'expires' && !isTouched(name))) continue
    const at = typed[name] === '' ? null : parseInstant(typed[name], { ...place, bareDate })
    if (at === undefined) mistakes[name] = 'error.time'
    else wanted[field] = at
  }
}

function readPlain(form: Form, { wanted, mistakes, typed }: Reading): void {
  if (form.has('label')) {
    if (isLine(typed.label, settableFields.label.maxLength)) wanted.label = typed.label
    else mistakes.label = 'error.label'
  }
  if (form.has('profile')) wanted.profile = typed.profile || null
  if (form.has('for_name')) {
    if (typed.for_name === '' || namePattern.test(typed.for_name ?? '')) {
      wanted.forName = typed.for_name || null
    } else mistakes.for_name = 'error.for_name'
  }
}

function readCode({ wanted, mistakes, typed }: Reading): void {
  if (typed.code !== '' && typed.code !== undefined) {
    if (isCode(typed.code)) wanted.code = typed.code
    else mistakes.code = 'error.code'
  } else if (typed.words) wanted.words = true
}

function readMail({ wanted, mistakes, typed }: Reading): void {
  if (typed.mail === '' || typed.mail === undefined) return
  if (readMailAddress(typed.mail) === undefined) mistakes.mail = 'problem.mail_address_invalid'
  wanted.mailTo = { address: typed.mail, language: typed.language ?? '' }
  // It is for one person, whatever the field of the uses has by default.
  delete wanted.uses
}

const times = [
  ['expires', 'expiresAt', 'end'],
  ['opens', 'opensAt', 'start'],
] as const

function countOf(text: string): number | undefined {
  const count = /^\d{1,15}$/.test(text) ? Number(text) : 0
  return count >= 1 && count <= LARGEST_COUNT ? count : undefined
}

const refusals: Partial<Record<ProblemCode, Mistakes>> = {
  code_in_use: { code: 'error.code_in_use' },
  ends_too_early: { expires: 'error.ends_too_early' },
  uses_below_taken: { uses: 'error.uses_below_taken' },
}

/** The field that a refusal is about; everything else is thrown on. */
export function mistakesOf(error: unknown, { forName }: Pick<NewInvite, 'forName'>): Mistakes {
  if (
    error instanceof Problem &&
    (error.code === 'input_invalid' || error.code === 'invite_unbound')
  ) {
    return { for_name: forName ? 'error.for_name' : 'error.unbound' }
  }
  const found = error instanceof Problem ? refusals[error.code] : undefined
  if (!found) throw error
  return found
}
