import { sql } from 'kysely'
import type { Database } from './schema.ts'

/**
 * What the clock says of an invitation: 0 not open yet, 1 open, 2 ended. It is right until `phase_until`;
 * null: forever; 0: it has to be computed. Lists find states by it, and look at late rows themselves.
 */
const phases = { before: 0, open: 1, ended: 2 } as const

/** `inviteStatus` in SQL, where the phase is right. The index and its query have to say the same. */
export const invitePhaseStatus = `case
  when revoked_at is not null then 'revoked'
  when max_uses is not null and used >= max_uses then 'used_up'
  when phase = ${phases.ended} then 'expired'
  when paused_at is not null then 'paused'
  when phase = ${phases.before} then 'scheduled'
  else 'active' end`

/** Rows per statement, so that no lock is held for long. */
const batch = 500

/** Computes the phases of a batch of invitations that are late; false if none were left. */
export async function advancePhases(db: Database, now: number): Promise<boolean> {
  const hasEnded = sql`expires_at is not null and expires_at <= ${now}`
  const isBefore = sql`opens_at is not null and opens_at > ${now}`
  const { numUpdatedRows } = await db
    .updateTable('invites')
    .set({
      phase: sql<number>`case when ${hasEnded} then 2 when ${isBefore} then 0 else 1 end`,
      phase_until: sql<number | null>`case
        when ${hasEnded} then null
        when ${isBefore} and (expires_at is null or opens_at < expires_at) then opens_at
        else expires_at end`,
    })
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('invites')
        .select('id')
        .where('phase_until', '<=', now)
        .orderBy('phase_until')
        .limit(batch),
    )
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
