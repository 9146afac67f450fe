import { askSite, type MasAdmin } from './mas-admin.ts'

/** MAS's own default (its configuration reference, `passwords.minimum_complexity`). */
const USUAL_SCORE = 3

/** Administrators change it seldom, and a restart of MAS goes with it. */
const KEPT_MS = 5 * 60_000

/** Asks MAS for `minimum_password_complexity`, now and then; where it can't say, its default counts. */
export function leastScoreOf(admin: MasAdmin, clock: () => number): () => Promise<number> {
  let known: { score: number; at: number } | undefined
  return async () => {
    const now = clock()
    if (known && Math.abs(now - known.at) < KEPT_MS) return known.score
    const answer = await askSite(admin)
    const score = answer.kind === 'answered' && answer.json['minimum_password_complexity']
    if (typeof score !== 'number' || !(score >= 0 && score <= 4)) return USUAL_SCORE
    known = { score, at: now }
    return score
  }
}
