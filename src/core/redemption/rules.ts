import type { Context } from '../context.ts'
import type { Field, FieldCode, FieldProblem } from '../../shared/errors.ts'
import { passwordStrength } from './password-strength.ts'
import { testPattern } from '../../shared/pattern.ts'

/** bcrypt, and so Synapse, silently ignores everything after this many bytes of UTF-8. */
const bcryptLimit = 72

/**
 * The localpart in a typed name: `Ana`, `@ana`, `@ana:example.org` are all `ana`. A user id of another
 * server is left unchanged, so that it is refused.
 */
export function readName(typed: string, serverName: string): string {
  const text = typed.normalize('NFC').trim().toLowerCase()
  const suffix = `:${serverName.toLowerCase()}`
  const whole = text.endsWith(suffix) ? text.slice(0, -suffix.length) : text
  return whole.startsWith('@') ? whole.slice(1) : whole
}

export interface Account {
  localpart: string
  password: string
  /** The repeated password, on pages without the script that reveals it. */
  confirm?: string | undefined
  email?: string | undefined
  /** The visitor's network. */
  network: string
}

type Rules = Pick<Context, 'config' | 'observe' | 'serverName'>

/** All errors in the form that are found without the homeserver. */
export async function accountProblems(
  app: Rules & Pick<Context, 'homeserver' | 'passwordChecks'>,
  account: Account,
): Promise<FieldProblem[]> {
  const { requires } = app.homeserver
  const found: [Field, FieldCode | null][] = [
    ['name', nameProblem(app, account.localpart)],
    ['password', requires.password ? await passwordProblem(app, account) : null],
    ['confirm', requires.password ? confirmProblem(account) : null],
    ['email', requires.email ? emailProblem(account) : null],
  ]
  return found.flatMap(([field, code]) => (code ? [{ field, code }] : []))
}

/** Checks the rules that all homeservers share, then the operator's. */
export function nameProblem(
  { config, observe, serverName }: Rules,
  name: string,
): FieldCode | null {
  const { minLength, maxLength, reserved, pattern } = config.names
  if (name === '') return 'name_missing'
  if (!/^[a-z0-9._=/+-]+$/.test(name) || /^\d+$/.test(name)) return 'name_invalid'
  if (name.length < minLength) return 'name_too_short'
  if (name.length > Math.min(maxLength, longestName(serverName()))) {
    return 'name_too_long'
  }
  if (reserved.includes(name)) return 'name_reserved'
  const verdict = pattern === null ? 'matches' : testPattern(pattern, name)
  if (verdict === 'too slow') observe({ kind: 'pattern_too_slow' })
  return verdict === 'matches' ? null : 'name_invalid'
}

/** A whole user id has at most 255 bytes (Matrix spec, appendices, "User Identifiers"). */
function longestName(serverName: string): number {
  return 254 - Buffer.byteLength(`@:${serverName}`)
}

/** zxcvbn's score (0 to 4) for "safely unguessable". */
const SAFE_SCORE = 3

async function passwordProblem(
  app: Pick<Context, 'config' | 'homeserver' | 'serverName' | 'passwordChecks'>,
  { localpart, password, network }: Account,
): Promise<FieldCode | null> {
  const { config, homeserver, passwordChecks } = app
  const length = Array.from(password).length
  if (password === '') return 'password_missing'
  if (length < config.passwords.minLength) return 'password_too_short'
  if (length > config.passwords.maxLength || Buffer.byteLength(password) > bcryptLimit) {
    return 'password_too_long'
  }
  if (password.includes('\0')) return 'password_refused'
  const serverName = app.serverName()
  const lower = password.toLowerCase()
  const refuses = config.passwords.refuseGuessable
  if (refuses && (lower === localpart || lower === serverName.toLowerCase())) {
    return 'password_is_name'
  }
  // A homeserver with the same check would refuse the password only after the name is taken.
  const theirs = (await homeserver.leastPasswordScore?.()) ?? 0
  const least = Math.max(theirs, refuses ? SAFE_SCORE : 0)
  if (least === 0) return null
  const known = [localpart, serverName]
  const strength = await passwordChecks.run(network, () => passwordStrength(password, known, least))
  if (strength === 'strong') return null
  return strength === 'common' ? 'password_common' : 'password_guessable'
}

function confirmProblem({ password, confirm }: Account): FieldCode | null {
  return confirm !== undefined && confirm !== password ? 'confirm_differs' : null
}

/** Refuses only obviously invalid addresses; the mail server checks the rest. */
function emailProblem({ email }: Account): FieldCode | null {
  return !email || /^[^\s@]+@[^\s@]+$/.test(email) ? null : 'email_invalid'
}
