import { createHmac } from 'node:crypto'
import { randomText } from '../../shared/ids.ts'
import type { Context } from '../../core/context.ts'
import type { RegisterForm } from './register-form.ts'

/** TTL of an attempt, in ms. */
const attemptTtlMs = 15 * 60_000

/** Maximum number of attempts in memory, the latest. Settling decides dropped ones. */
const maxAttempts = 10_000

/** Attempts with an unknown outcome. */
export interface Attempts {
  /** The key of an earlier attempt with the same name, password and token whose outcome is unknown. */
  find: (form: RegisterForm) => string | undefined
  newKey: () => string
  remember: (form: RegisterForm, key: string) => void
}

/**
 * API clients have no attempt cookie, so a retry is recognised by the same name, password and token. They
 * are stored only as an HMAC under a key that never leaves this process.
 */
export function createAttempts({ clock, random }: Pick<Context, 'clock' | 'random'>): Attempts {
  const secret = random(32)
  const known = new Map<string, { key: string; until: number }>()
  const nameOf = ({ username, password, token }: RegisterForm) =>
    createHmac('sha256', secret)
      .update(JSON.stringify([username, password, token]))
      .digest('base64url')
  return {
    find(form) {
      const found = known.get(nameOf(form))
      return found && found.until > clock() ? found.key : undefined
    },
    newKey: () => randomText(random, 32),
    remember(form, key) {
      for (const [name, { until }] of known) if (until <= clock()) known.delete(name)
      for (const first of known.size >= maxAttempts ? known.keys().take(1) : []) known.delete(first)
      known.set(nameOf(form), { key, until: clock() + attemptTtlMs })
    },
  }
}
