import type { InviteRow } from '../../src/store/invite-row.ts'
import type { Wave } from './history.ts'
import type { Ended } from './replicas.ts'

/** How many of these count, told without the program's own SQL. */
function countSpent(rows: readonly InviteRow[]): number {
  const now = Date.now()
  return rows.filter((row) => {
    if (row.used + row.held > 0) return true
    return row.revoked_at === null && Number(row.expires_at) > now
  }).length
}

interface Before {
  perMonth: number
  rows: readonly InviteRow[]
}

/** The problems of a wave, one sentence each. `after`: the member's invitations when it was over. */
export function judge(
  { perMonth, rows: before }: Before,
  { kill }: Wave,
  ended: readonly Ended[],
  after: readonly InviteRow[],
): string[] {
  const problems: string[] = []
  const spent = countSpent(after)
  if (spent > perMonth) problems.push(`${spent} of ${perMonth} are spent`)
  const strange = ended.filter(({ outcome }) => !expected.has(outcome))
  for (const { act, outcome } of strange) problems.push(`${act}: ${outcome}`)
  const made = (outcome: string) =>
    ended
      .filter((one) => one.outcome === outcome)
      .reduce((sum, { act }) => sum + (counts[act] ?? 0), 0)
  const grown = after.length - before.length
  if (grown < made('done') || grown > made('done') + made('unknown')) {
    problems.push(`${made('done')} were made, and ${grown} exist`)
  }
  // Nothing but making: no room may stay unused, and none be lost.
  if (kill === null && ended.every(({ act }) => act === 'make')) {
    const room = perMonth - countSpent(before)
    const most = Math.min(room, ended.length)
    if (grown !== most) problems.push(`${ended.length} at once made ${grown}, and ${most} had room`)
  }
  return problems
}

const counts: Readonly<Record<string, number>> = { make: 1, 'make two': 2 }

const expected = new Set(['done', 'unknown', 'allowance_spent', 'undo_over', 'invite_unknown'])
