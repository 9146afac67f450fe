import type { Actor } from '../../model/actor.ts'
import type { Config } from '../../model/config.ts'
import type { Profile } from '../../model/profile.ts'
import type { HomeserverKind } from '../../ports/homeserver-kinds.ts'
import { Problem } from '../../shared/errors.ts'
import { isInstant } from '../../shared/time.ts'
import { findDefaultProfile, findProfile } from '../../store/profiles.ts'
import type { InviteRow } from '../../store/invite-row.ts'
import type { Database } from '../../store/schema.ts'
import type { Context } from '../context.ts'
import { nameFault } from '../redemption/name-fault.ts'
import { nameRulesOf } from '../redemption/name-rules.ts'
import { isCode } from './code.ts'
import { type InviteFields, type SettableField, settableFields } from './fields.ts'
import { LARGEST_COUNT } from './invite.ts'

type Wanted = Partial<InviteFields> & { code?: string | undefined }

/** Problems: `input_invalid`; `ends_too_early` if nobody could ever join. */
export function refuseImpossible(wanted: Wanted, now: number): void {
  const mistake = errorIn(wanted)
  if (mistake !== null) throw new Problem('input_invalid', { detail: mistake })
  const { expiresAt = null, opensAt = null } = wanted
  if (expiresAt === null) return
  if (expiresAt <= now) {
    throw new Problem('ends_too_early', { detail: 'The expiry is in the past.' })
  }
  refuseNeverOpen(opensAt, expiresAt)
}

export function refuseNeverOpen(opensAt: number | null, expiresAt: number | null): void {
  if (opensAt !== null && expiresAt !== null && opensAt >= expiresAt) {
    throw new Problem('ends_too_early', { detail: 'The invitation would end before it opens.' })
  }
}

/** Whether a text is one line of at most `maxLength` characters that every database can store. */
export function isLine(text: string, maxLength: number): boolean {
  return new RegExp(`^\\P{Cc}{0,${maxLength}}$`, 'u').test(text) && text.isWellFormed()
}

export function lineSentence({ name, maxLength }: { name: string; maxLength: number }): string {
  return `A ${name} is one line of at most ${maxLength} characters.`
}

function errorIn({ code, ...fields }: Wanted): string | null {
  if (code !== undefined && !isCode(code)) {
    return 'A code has 1 to 64 of the characters A-Z a-z 0-9 . _ ~ and -.'
  }
  const mistakes = Object.entries(settableFields).map(([key, field]) => {
    const value = fields[key as keyof InviteFields] ?? null
    return value === null ? null : errorOf(field, value)
  })
  return mistakes.find((mistake) => mistake !== null) ?? null
}

function errorOf(field: SettableField, value: string | number): string | null {
  switch (field.kind) {
    case 'uses':
      return isUses(Number(value)) ? null : 'Uses are a whole number from 1 up, or unlimited.'
    case 'start':
    case 'end':
      return isInstant(Number(value)) ? null : 'A time must be before the year 10000.'
    case 'profile':
      return null
    case 'name':
      return namePattern.test(String(value)) ? null : nameSentence
    case 'line':
      return isLine(String(value), field.maxLength) ? null : lineSentence(field)
  }
}

function isUses(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= LARGEST_COUNT
}

/** The local part of a Matrix id (Matrix spec, appendices, "User Identifiers"). */
export const namePattern = /^[a-z0-9._=/+-]{1,255}$/
export const nameSentence = 'A name has 1 to 255 of the characters a-z 0-9 . _ = / + and -.'

/** The profile of an invitation, null: the default one. Undefined: it was deleted, or none is the default. */
export function profileFor(db: Database, name: string | null): Promise<Profile | undefined> {
  return name === null ? findDefaultProfile(db) : findProfile(db, name)
}

/** Problem: `forbidden` if somebody else than an operator chooses a profile that is theirs. */
export function refuseOthersProfile(profile: Profile | undefined, { kind }: Actor): void {
  if (profile?.onlyOperators && kind === 'moderator') throw new Problem('forbidden')
}

/** Problem: `profile_unknown`. */
export async function refuseUnknownProfile(db: Database, name: string | null): Promise<void> {
  if (name !== null && !(await findProfile(db, name))) throw new Problem('profile_unknown')
}

/** Problem: `invite_unbound` if the invitation isn't bound to what its profile wants, or not to one person. */
export function refuseUnbound(
  { for_name: name, max_uses: uses }: Pick<InviteRow, 'for_name' | 'max_uses'>,
  profile: Profile | undefined,
  hasAddress: boolean,
): void {
  if (name !== null && uses !== 1) unbound('An invitation for one name has exactly one use.')
  if (profile?.pinned === 'name' && name === null) {
    unbound(`Invitations with the profile ${profile.name} are for one name each: give one.`)
  }
  if (profile?.pinned === 'mail' && !hasAddress) {
    unbound(`Invitations with the profile ${profile.name} are sent by mail: give an address.`)
  }
}

function unbound(detail: string): never {
  throw new Problem('invite_unbound', { detail })
}

function refuse(detail: string): never {
  throw new Problem('input_invalid', { detail })
}

/** Where no invitation can be for a name. */
const whyNoNames: Partial<Record<HomeserverKind, string>> = {
  'mas-token': 'people choose their name at MAS',
  none: 'no account is made',
}

type NameTools = Pick<Context, 'serverName'> & { config: Pick<Config, 'names' | 'homeserver'> }

/** Whether invitations can be for a name. */
export function takesNames(kind: HomeserverKind): boolean {
  return !(kind in whyNoNames)
}

/** Problem: `input_invalid` if nobody could have the name. */
export async function refuseName(app: NameTools, name: string | null | undefined): Promise<void> {
  if (name === null || name === undefined) return
  const { kind } = app.config.homeserver
  const why = whyNoNames[kind]
  if (why !== undefined) refuse(`With homeserver.kind ${kind} ${why}: leave the name out.`)
  const fault = await nameFault(nameRulesOf(app), name)
  if (fault) refuse(`Nobody can have the name ${name} here (${fault.code}).`)
}

/** Whether an invitation can be for this name; whether it is free, only the homeserver knows. */
export async function isPossibleName(app: NameTools, name: string): Promise<boolean> {
  if (!takesNames(app.config.homeserver.kind) || !namePattern.test(name)) return false
  return (await nameFault(nameRulesOf(app), name)) === null
}
