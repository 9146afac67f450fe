import type { JobRow } from '../../src/store/work-rows.ts'
import { limitedMs, terms, type Work } from './history.ts'
import type { Call, Outside } from './outside.ts'

export interface Judged {
  key: string
  work: Work
}

/** The problems of a history, one sentence each. */
export function judge(
  works: readonly Judged[],
  jobs: readonly JobRow[],
  { calls, effects, overlaps, killed }: Outside,
): string[] {
  const problems = [...overlaps]
  for (const { key, work } of works) {
    const own = calls.filter((call) => call.key === key)
    const rows = jobs.filter((job) => job.key === key)
    if (work.undone) {
      if (rows.length + own.length > 0)
        problems.push(`${key}: a job of a change that was rolled back`)
      continue
    }
    const [row] = rows
    if (!row || rows.length > 1) problems.push(`${key}: ${rows.length} jobs`)
    else
      problems.push(
        ...ofJob(row, own, { hasEffect: effects.has(key), kills: killed.size }),
        ...ofOrder(own, killed),
      )
  }
  return problems
}

function ofJob(
  row: JobRow,
  calls: readonly Call[],
  { hasEffect, kills }: { hasEffect: boolean; kills: number },
): string[] {
  const { key, done_at: doneAt, dead_at: deadAt, last_error: error } = row
  const refused = calls.filter(({ fault }) => fault === 'refused').length
  const failed = calls.filter(({ fault }) => fault !== null && fault !== 'limited').length
  if (doneAt === null && deadAt === null) return [`${key}: neither done nor dead`]
  if (doneAt !== null && !hasEffect) return [`${key}: done, and its effect was never made`]
  // A kill between claim and effect is also an attempt, although the service didn't see it.
  if (deadAt !== null && failed + kills < terms.backOffMs.length + 1)
    return [`${key}: given up too soon`]
  if (deadAt !== null && refused > 0 && error !== 'status 500') return [`${key}: says ${error}`]
  const attempts = new Set(calls.map(({ attempt }) => attempt))
  if (Math.max(...attempts) > terms.backOffMs.length + 1) return [`${key}: too many attempts`]
  return []
}

/** Each retry came at the right time, and only with a reason. */
function ofOrder(calls: readonly Call[], killed: Outside['killed']): string[] {
  return calls.slice(1).flatMap((after, at) => {
    const before = calls[at]
    return before ? ofPair(before, after, killed) : []
  })
}

function ofPair(before: Call, after: Call, killed: Outside['killed']): string[] {
  const { key, fault, attempt, pid, isGivenUp } = before
  if (isGivenUp) return []
  if (fault === null || fault === 'slow' || fault.startsWith('killed')) {
    return killed.has(pid) ? [] : [`${key}: done again, and nobody was killed`]
  }
  const endedAt = before.endedAt ?? Infinity
  const gap = after.beganAt - endedAt
  // A process that claimed it in between may have been killed before it began.
  const isCalm = [...killed.values()].every((time) => time < endedAt || time > after.beganAt)
  const next = fault === 'limited' ? attempt : attempt + 1
  if (after.attempt < next || (isCalm && after.attempt > next)) {
    return [`${key}: attempt ${attempt}, ${fault}, then attempt ${after.attempt}`]
  }
  const leastMs = fault === 'limited' ? limitedMs : (terms.backOffMs[attempt - 1] ?? 0)
  if (gap >= leastMs - 2) return []
  return [`${key}: ${fault} at attempt ${attempt}, tried again after ${Math.round(gap)} ms`]
}
