import { newlyInvited } from '../../src/store/invited-accounts.ts'
import type { InvitedAccountRow } from '../../src/store/invited-rows.ts'
import type { AccountRow } from '../../src/store/redemption-rows.ts'
import type { Database } from '../../src/store/schema.ts'

let count = 0

/** Later ids are greater. */
const nextId = () => `01jt${String((count += 1)).padStart(22, '0')}`

type Known<Row> = Partial<Row> & { invite_id: string }

/** An account that was made here; its id. */
export async function plantAccount(db: Database, known: Known<AccountRow>): Promise<string> {
  const id = nextId()
  const row = { redemption_id: id, localpart: 'ana', invited_by: '@ruth:localhost' }
  await db
    .insertInto('accounts')
    .values({ ...row, made_at: Date.now(), ...known })
    .execute()
  return id
}

/** Somebody with a Matrix account of their own, who has come in; the id of the row. */
export async function plantMatrixAccount(
  db: Database,
  known: Known<InvitedAccountRow>,
): Promise<string> {
  const facts = { id: nextId(), invited_by: '@ruth:localhost', address: '@eva:other.example' }
  const row = newlyInvited({
    ...facts,
    profile_id: null,
    attempt: null,
    held_at: Date.now(),
    ...known,
  })
  const joined = { state: 'joined', place: 'used', ended_at: Date.now() } as const
  await db
    .insertInto('invited_accounts')
    .values({ ...row, ...joined, ...known })
    .execute()
  return row.id
}
