import type { Context } from '../context.ts'
import type { FieldFault } from '../../shared/errors.ts'
import { type TooLong, tooLong } from './password-length.ts'
import { passwordStrength } from './password-strength.ts'

/** zxcvbn's score (0 to 4) for "safely unguessable". */
const SAFE_SCORE = 3

/** The password as it is checked and sent: composed, because keyboards differ and homeservers compare bytes. */
export function readPassword(typed: string): string {
  return typed.normalize('NFC')
}

export interface ChosenPassword {
  localpart: string
  password: string
  /** The visitor's network. */
  network: string
}

type App = Pick<Context, 'config' | 'homeserver' | 'serverName' | 'passwordChecks'>

export async function passwordFault(app: App, chosen: ChosenPassword): Promise<FieldFault | null> {
  const { passwords } = app.config
  const { localpart, password } = chosen
  const { minLength: min, refuseGuessable: refuses } = passwords
  if (password === '') return { code: 'password_missing' }
  if (Array.from(password).length < min) return { code: 'password_too_short', min }
  const long = longest(app, password)
  if (long) {
    const { isUneven, ...facts } = long
    return { code: isUneven ? 'password_too_wide' : 'password_too_long', ...facts }
  }
  if (password.includes('\0')) return { code: 'password_refused' }
  const lower = password.toLowerCase()
  if (refuses && (lower === localpart || lower === app.serverName().toLowerCase())) {
    return { code: 'password_is_name' }
  }
  return strengthFault(app, chosen)
}

/** By how much it exceeds the operator's limit or the homeserver's, whichever is exceeded more. */
function longest({ config, homeserver }: App, password: string): TooLong | null {
  const own = { max: config.passwords.maxLength, unit: 'characters', forms: ['NFC'] } as const
  const limits = homeserver.passwordLimit ? [own, homeserver.passwordLimit] : [own]
  const found = limits.flatMap((limit) => tooLong(password, limit) ?? [])
  return found.toSorted((one, other) => other.over - one.over)[0] ?? null
}

/** A homeserver with the same check would refuse the password only after the name is taken. */
async function strengthFault(
  { config, homeserver, serverName, passwordChecks }: App,
  { localpart, password, network }: ChosenPassword,
): Promise<FieldFault | null> {
  const refuses = config.passwords.refuseGuessable
  const theirs = (await homeserver.leastPasswordScore?.()) ?? 0
  const least = Math.max(theirs, refuses ? SAFE_SCORE : 0)
  if (least === 0) return null
  const known = refuses ? [localpart, serverName()] : []
  const strength = await passwordChecks.run(network, () => passwordStrength(password, known, least))
  if (strength === 'strong') return null
  return { code: strength === 'common' ? 'password_common' : 'password_guessable' }
}
