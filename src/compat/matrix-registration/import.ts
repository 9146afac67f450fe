import { newId } from '../../core/id.ts'
import type { Invite } from '../../core/invite.ts'
import { writeAudit } from '../../store/audit.ts'
import { insertInvite } from '../../store/invites.ts'
import type { DatabaseTransaction } from '../../store/schema.ts'
import { addAddresses } from './addresses.ts'
import type { Mended } from './mend.ts'
import type { Shelf } from './shelf.ts'

/** What becomes of one row. */
export type Fate = 'imported' | 'already here' | 'deleted here' | 'left out'

export interface Imported {
  row: Mended
  fate: Fate
}

/**
 * Puts every row among the invitations. A code that is there already stays as it is, except that its
 * uses are never fewer than the old program counted; one that was deleted here stays deleted.
 */
export async function importRows(
  trx: DatabaseTransaction,
  { clock, random }: Pick<Shelf, 'clock' | 'random'>,
  rows: readonly Mended[],
): Promise<Imported[]> {
  const now = clock()
  const done: Imported[] = []
  for (const [at, row] of rows.entries()) {
    // Ids sort by time: the old order stays, before everything that is made from now on.
    const id = newId(now - rows.length + at, random)
    done.push({ row, fate: await importRow(trx, { random, now, id }, row) })
  }
  return done
}

async function importRow(
  trx: DatabaseTransaction,
  made: { id: string; now: number } & Pick<Shelf, 'random'>,
  row: Mended,
): Promise<Fate> {
  const { id, now } = made
  if (row.code === null) return 'left out'
  if (!(await insertInvite(trx, inviteOf(row, row.code, made)))) return keep(trx, row, row.code)
  await addAddresses(
    trx,
    row.addresses.map((address) => ({ invite_id: id, address })),
  )
  const entry = { at: now, actor: 'system', event: 'imported', inviteId: id } as const
  await writeAudit(trx, made.random, entry)
  return 'imported'
}

async function keep(trx: DatabaseTransaction, { used }: Mended, code: string): Promise<Fate> {
  const { deleted_at } = await trx
    .selectFrom('invites')
    .select('deleted_at')
    .where('code', '=', code)
    .executeTakeFirstOrThrow()
  if (deleted_at !== null) return 'deleted here'
  await trx
    .updateTable('invites')
    .set({ used })
    .where('code', '=', code)
    .where('used', '<', used)
    .execute()
  return 'already here'
}

/** Found by exactly its code, as before: how it reads on paper is nobody's business. */
function inviteOf(row: Mended, code: string, { id, now }: { id: string; now: number }): Invite {
  return {
    id,
    code,
    folded: null,
    label: '',
    max_uses: row.uses,
    used: row.used,
    held: 0,
    opens_at: null,
    expires_at: row.expiresAt,
    paused_at: row.paused ? now : null,
    revoked_at: null,
    deleted_at: null,
    created_at: now,
    created_by: 'system',
    last_used_at: null,
  }
}

/** How many rows met each fate. */
export function countFates(all: readonly Imported[]): Record<Fate, number> {
  const count = (fate: Fate) => all.filter((one) => one.fate === fate).length
  return {
    imported: count('imported'),
    'already here': count('already here'),
    'deleted here': count('deleted here'),
    'left out': count('left out'),
  }
}
