import { fetchSiteConfig, type MasAdmin } from './mas-admin.ts'

/** MAS's own default (its configuration reference, `passwords.minimum_complexity`). */
const DEFAULT_SCORE = 3

/** Administrators seldom change it, and a change needs a restart of MAS. */
const TTL_MS = 5 * 60_000

/**
 * Fetches `minimum_password_complexity` of MAS. Concurrent callers share one request, and the result is
 * cached. If it fails, MAS's default is used and the next call asks again.
 */
export function leastScoreOf(admin: MasAdmin, clock: () => number): () => Promise<number> {
  let asked: { at: number; score: Promise<number | null> } | undefined
  return async () => {
    const now = clock()
    if (!asked || Math.abs(now - asked.at) >= TTL_MS) asked = { at: now, score: askScore(admin) }
    const mine = asked
    const score = await mine.score
    if (score === null && asked === mine) asked = undefined
    return score ?? DEFAULT_SCORE
  }
}

async function askScore(admin: MasAdmin): Promise<number | null> {
  const answer = await fetchSiteConfig(admin)
  const score = answer.kind === 'answered' && answer.json['minimum_password_complexity']
  return typeof score === 'number' && score >= 0 && score <= 4 ? score : null
}
