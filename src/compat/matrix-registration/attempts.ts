import { createHmac } from 'node:crypto'
import { randomText } from '../../shared/ids.ts'
import type { Context } from '../../core/context.ts'
import type { RegisterForm } from './register-form.ts'

/** For how long a second try is known by what it sends, in ms. */
const attemptTtlMs = 15 * 60_000

/** So many are known at once, the latest; what was forgotten is decided by settling. */
const maxAttempts = 10_000

/** Attempts of which nobody knows yet how they ended. */
export interface Attempts {
  /** The key of an earlier try with the same name, password and token, if its end wasn't known. */
  find: (form: RegisterForm) => string | undefined
  newKey: () => string
  remember: (form: RegisterForm, key: string) => void
}

/**
 * A client of the API has no cookie that says that it is the same one again: the same name, password
 * and token do. They are only remembered under a key that never leaves this process.
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
