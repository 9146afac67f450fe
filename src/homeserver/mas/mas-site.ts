import { refused } from '../client/answers.ts'
import type { Refused } from '../../ports/account-creation.ts'
import { fetchSiteConfig, type MasAdmin } from './mas-admin.ts'

/** What MAS allows and asks; where it doesn't say, its defaults. */
interface Site {
  /** Its registration form asks for an e-mail address. */
  asksForEmail: boolean
  /** Accounts with passwords: otherwise only its upstream provider makes some. */
  hasPasswords: boolean
  /** Its registration form is open. */
  hasForm: boolean
  /** The zxcvbn score that it requires of passwords, 0 to 4. */
  leastScore: number
}

/** Administrators seldom change it, and a change needs a restart of MAS. */
const ttlMs = 5 * 60_000

/**
 * The configuration of MAS. Concurrent callers share one request, and the result is cached. If it fails,
 * MAS's defaults are used and the next call asks again.
 */
export function siteOf(admin: MasAdmin, clock: () => number): () => Promise<Site> {
  let asked: { at: number; json: Promise<Record<string, unknown> | null> } | undefined
  return async () => {
    const now = clock()
    if (!asked || Math.abs(now - asked.at) >= ttlMs) asked = { at: now, json: ask(admin) }
    const mine = asked
    const json = await mine.json
    if (json === null && asked === mine) asked = undefined
    return read(json ?? {})
  }
}

async function ask(admin: MasAdmin): Promise<Record<string, unknown> | null> {
  const answer = await fetchSiteConfig(admin)
  return answer.kind === 'answered' && 'server_name' in answer.json ? answer.json : null
}

/** MAS's own default (its configuration reference, `passwords.minimum_complexity`). */
const defaultScore = 3

function read(json: Record<string, unknown>): Site {
  const isOff = (field: string) => json[field] === false
  const score = json['minimum_password_complexity']
  return {
    asksForEmail: !isOff('password_registration_email_required'),
    hasPasswords: !isOff('password_login_enabled'),
    hasForm: !isOff('password_registration_enabled'),
    leastScore: typeof score === 'number' && score >= 0 && score <= 4 ? score : defaultScore,
  }
}

/** Nobody is asked for, or sent to, an account that MAS can't make. */
export async function refuseWithout(
  site: () => Promise<Site>,
  needed: 'hasPasswords' | 'hasForm',
): Promise<Refused | undefined> {
  const { hasPasswords, hasForm } = await site()
  if (!hasPasswords) return refused('MAS allows no passwords (passwords.enabled)')
  if (needed === 'hasForm' && !hasForm) {
    return refused('the form of MAS is closed (account.password_registration_enabled)')
  }
  return undefined
}
