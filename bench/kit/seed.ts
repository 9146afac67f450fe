import { sql } from 'kysely'
import { openDatabase } from '../../src/store/database.ts'

/** An odd factor: every number below 2^32 gives a different code, in no visible order. */
const factor = 2_654_435_761n

/** The code of the `i`th invitation. It is as long as generated codes, so that no rate limit applies. */
export function seededCode(i: number): string {
  return `k${10_000_000_000n + ((BigInt(i) * factor) % 4_294_967_296n)}${'0'.repeat(14)}`
}

const text = (amount: string) => sql.raw<string>(`cast(${amount} as text)`)
/** The same in SQL, for the row `i`. */
export const seededCodeSql = sql.raw<string>(
  `'k' || cast(10000000000 + (i * ${factor}) % 4294967296 as text) || '${'0'.repeat(14)}'`,
)

/** The id of the `i`th row: 16 symbols, and earlier than every id generated now. */
export const seededId = (i: number): string => `0${100_000_000_000_000 + i}`
export const seededIdSql = (i: string) => sql`'0' || ${text(`100000000000000 + ${i}`)}`

/** Numbers from 1 to `count`, in SQL for both databases. */
export const numbers = (count: number) =>
  sql`with recursive n (i) as (select cast(1 as bigint) union all select i + 1 from n where i < ${sql.lit(count)})`

export interface Amounts {
  invitations: number
  audit?: number
}

/**
 * Fills a new database with invitations for 20 people that end a minute apart, each with one use, as the
 * portal writes them: it has nothing to catch up on. One statement fills each table.
 */
export async function seed(url: string, { invitations, audit = 0 }: Amounts): Promise<void> {
  const db = await openDatabase(url, Date.now(), () => {})
  const now = sql.lit(Date.now())
  const ends = sql`${now} + 86400000 + (i % 2880) * 60000`
  try {
    await sql`insert into invites (id, code, folded, label, max_uses, used, held, expires_at, created_at, created_by,
        phase, phase_until)
      ${numbers(invitations)}
      select ${seededIdSql('i')}, ${seededCodeSql}, ${seededCodeSql}, '', 20, 1, 0, ${ends}, ${now}, 'command line',
        1, ${ends} from n`.execute(db)
    await sql`insert into redemptions (id, invite_id, localpart, held_at, ended_at, outcome)
      ${numbers(invitations)}
      select ${seededIdSql('i')}, ${seededIdSql('i')}, 'name' || ${text('i')}, 0, 0, 'created' from n`.execute(
      db,
    )
    await sql`insert into accounts (redemption_id, localpart, invite_id, invited_by, made_at)
      select id, localpart, invite_id, 'command line', 0 from redemptions`.execute(db)
    if (audit > 0) {
      await sql`insert into events (id, at, actor_kind, via, kind, subject, data)
        ${numbers(audit)}
        select ${seededIdSql('i')}, 0, 'system', 'job', 'invite.made', ${seededIdSql(`i % ${invitations} + 1`)}, '{}' from n`.execute(
        db,
      )
    }
    await sql`analyze`.execute(db)
  } finally {
    await db.destroy()
  }
}
