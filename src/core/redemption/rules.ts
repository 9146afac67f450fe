import type { Context } from '../context.ts'
import type { Field, FieldCode, FieldFault, FieldProblem } from '../../shared/errors.ts'
import { passwordFault } from './password-rules.ts'
import { testPattern } from '../../shared/pattern.ts'

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
  const found: [Field, FieldFault | null][] = [
    ['name', asFault(nameProblem(app, account.localpart))],
    ['password', requires.password ? await passwordFault(app, account) : null],
    ['confirm', requires.password ? asFault(confirmProblem(account)) : null],
    ['email', requires.email ? asFault(emailProblem(account)) : null],
  ]
  return found.flatMap(([field, fault]) => (fault ? [{ field, ...fault }] : []))
}

const asFault = (code: FieldCode | null): FieldFault | null => code && { code }

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

function confirmProblem({ password, confirm }: Account): FieldCode | null {
  return confirm !== undefined && confirm !== password ? 'confirm_differs' : null
}

/** Refuses only obviously invalid addresses; the mail server checks the rest. */
function emailProblem({ email }: Account): FieldCode | null {
  return !email || /^[^\s@]+@[^\s@]+$/.test(email) ? null : 'email_invalid'
}
