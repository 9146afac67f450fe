import { documentOf, type ProfileDocument, profileDocument } from '../../core/profiles/document.ts'
import type { Profile } from '../../model/profile.ts'
import type { ProfileMistakes, TypedProfile } from './views/profile-form.ts'

const usualGraceDays = '7'
const greeting = 'greeting-'

/** What somebody typed in the form of a profile. */
export function readTyped(form: ReadonlyMap<string, string>): TypedProfile {
  const text = (name: string) => (form.get(name) ?? '').replaceAll('\r\n', '\n').trim()
  const greetings = [...form.keys()]
    .filter((key) => key.startsWith(greeting))
    .map((key) => [key.slice(greeting.length), text(key)])
  return {
    name: text('name'),
    isDefault: form.has('default'),
    rooms: text('rooms'),
    greetings: Object.fromEntries(greetings) as Record<string, string>,
    days: text('days'),
    graceDays: text('grace_days'),
    directMessage: form.has('direct_message'),
    pinned: text('pinned'),
    onlyOperators: form.has('only_operators'),
    uses: text('uses'),
    lasts: text('lasts'),
  }
}

/** The form of a profile, with a greeting in each of these languages and in those that it has. */
export function typedOf(profile: Profile | null, languages: readonly string[]): TypedProfile {
  const document = profile && documentOf(profile)
  const empty = Object.fromEntries(languages.map((tag) => [tag, '']))
  return {
    name: profile?.name ?? '',
    isDefault: profile?.isDefault ?? false,
    rooms: profile?.rooms.join('\n') ?? '',
    greetings: { ...empty, ...profile?.greeting },
    days: String(profile?.account?.days ?? ''),
    graceDays: String(profile?.account?.graceDays ?? usualGraceDays),
    directMessage: profile?.directMessage ?? false,
    pinned: profile?.pinned ?? '',
    onlyOperators: profile?.onlyOperators ?? false,
    uses: String(document?.uses ?? ''),
    lasts: document?.lasts ?? '',
  }
}

/** The profile that was typed, or what is wrong with it. */
export function parseTyped(
  typed: TypedProfile,
): { profile: ProfileDocument } | { mistakes: ProfileMistakes } {
  const { name, isDefault, rooms, greetings, days, graceDays, directMessage } = typed
  const { pinned, uses, lasts } = typed
  const lines = rooms.split('\n').map((line) => line.trim())
  const account = {
    days: numberOf(days),
    grace_days: numberOf(graceDays === '' ? usualGraceDays : graceDays),
  }
  const parsed = profileDocument.safeParse({
    name,
    default: isDefault,
    rooms: lines.filter((line) => line !== ''),
    greeting: Object.fromEntries(Object.entries(greetings).filter(([, text]) => text !== '')),
    direct_message: directMessage,
    account: days === '' ? null : account,
    pinned: pinned || null,
    only_operators: typed.onlyOperators,
    uses: uses === '' || uses === 'unlimited' ? uses || null : numberOf(uses),
    lasts: lasts || null,
  })
  if (parsed.success) return { profile: parsed.data }
  return { mistakes: mistakesOf(parsed.error.issues) }
}

function mistakesOf(issues: readonly { path: PropertyKey[] }[]): ProfileMistakes {
  const mistakes: ProfileMistakes = {}
  for (const { path } of issues) {
    const [field = 'name', part] = path.map(String)
    if (field === 'greeting') mistakes[`${greeting}${part ?? ''}`] = 'error.profile_greeting'
    else if (part === 'days') mistakes['days'] = 'error.profile_days'
    else if (part === 'grace_days') mistakes['grace_days'] = 'error.profile_grace'
    else if (isTold(field)) mistakes[field] = `error.profile_${field}`
    else mistakes['name'] = 'error.profile_name'
  }
  return mistakes
}

const told = ['rooms', 'uses', 'lasts', 'pinned'] as const

function isTold(field: string): field is (typeof told)[number] {
  return told.some((one) => one === field)
}

function numberOf(text: string): number {
  return /^\d{1,6}$/.test(text) ? Number(text) : NaN
}
