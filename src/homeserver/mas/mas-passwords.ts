import { askSite, type MasAdmin } from './mas-admin.ts'

/** MAS's own default (its configuration reference, `passwords.minimum_complexity`). */
const USUAL_SCORE = 3

/** Administrators change it seldom, and a restart of MAS goes with it. */
const KEPT_MS = 5 * 60_000

/**
 * Asks MAS for `minimum_password_complexity`, once for all who want to know it at a time; where it
 * can't say, its default counts, and the next one asks again.
 */
export function leastScoreOf(admin: MasAdmin, clock: () => number): () => Promise<number> {
  let asked: { at: number; score: Promise<number | null> } | undefined
  return async () => {
    const now = clock()
    if (!asked || Math.abs(now - asked.at) >= KEPT_MS) asked = { at: now, score: askScore(admin) }
    const mine = asked
    const score = await mine.score
    if (score === null && asked === mine) asked = undefined
    return score ?? USUAL_SCORE
  }
}

async function askScore(admin: MasAdmin): Promise<number | null> {
  const answer = await askSite(admin)
  const score = answer.kind === 'answered' && answer.json['minimum_password_complexity']
  return typeof score === 'number' && score >= 0 && score <= 4 ? score : null
}
