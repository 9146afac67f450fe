import { type Random, newId } from '../shared/ids.ts'
import type { Actor } from '../model/events.ts'
import type { AuditRow, Database } from './schema.ts'

export interface AuditEntry {
  at: number
  actor: Actor
  event: string
  inviteId: string | null
  /** What changed, in a few words; never a code, a name or a secret. */
  detail?: string
}

/** Written in the transaction of the change it tells of. */
export async function writeAudit(db: Database, random: Random, entry: AuditEntry): Promise<void> {
  await writeAudits(db, random, [entry])
}

/** The same for many changes at once: 1,000 at most, since a statement takes 32,766 values. */
export async function writeAudits(
  db: Database,
  random: Random,
  entries: readonly AuditEntry[],
): Promise<void> {
  if (entries.length === 0) return
  const rows = entries.map(({ at, actor, event, inviteId, detail = '' }) => {
    return { id: newId(at, random), at, actor, event, invite_id: inviteId, detail }
  })
  await db.insertInto('audit').values(rows).execute()
}

/** What was done to an invitation, the newest first. */
export async function listAudit(db: Database, inviteId: string, limit = 100): Promise<AuditRow[]> {
  return db
    .selectFrom('audit')
    .selectAll()
    .where('invite_id', '=', inviteId)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}
