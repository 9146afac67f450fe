import { sql } from 'kysely'
import { openDatabase } from '../../src/store/database.ts'
import { numbers, seededCode, seededCodeSql, seededIdSql } from './seed.ts'

/** Who made a thousandth of the invitations, and invited a thousandth of the people. */
export const seededMaker = '@ana:example.test'

/** The label of a single invitation. */
export const seededLabel = 'quince'

/** The code of a single invitation. */
export const listedCode = seededCode(7)

/**
 * Fills a new database with invitations in every state, half of them over, one in a thousand paused and
 * one in a thousand a member's, and with a person for every tenth of them, but for a page at least.
 */
export async function seedLists(url: string, invitations: number): Promise<void> {
  const people = Math.min(invitations, Math.max(100, Math.ceil(invitations / 10)))
  const db = await openDatabase(url, Date.now(), () => {})
  const now = Date.now()
  const ends = sql`${sql.lit(now)} + case i % 2 when 0 then -1000 else 86400000 end`
  const word = sql`case i % 8 when 0 then 'choir ' when 1 then 'chess ' when 2 then 'cooks '
    when 3 then 'garden ' when 4 then 'readers ' when 5 then 'rowing ' when 6 then 'town ' else '' end`
  const maker = sql`case i % 1000 when 1 then ${seededMaker} else 'command line' end`
  try {
    await sql`insert into invites (id, code, folded, label, max_uses, used, held, expires_at, paused_at,
        created_at, created_by, phase, phase_until)
      ${numbers(invitations)}
      select ${seededIdSql('i')}, ${seededCodeSql}, ${seededCodeSql},
        case when i = 7 then ${seededLabel} else ${word} || cast(i as text) end, 20, 1, 0,
        ${ends}, case i % 1000 when 3 then 1 end, ${sql.lit(now)}, ${maker},
        case i % 2 when 0 then 2 else 1 end, case i % 2 when 0 then null else ${ends} end
      from n`.execute(db)
    await sql`insert into accounts (redemption_id, localpart, invite_id, invited_by, made_at)
      ${numbers(people)}
      select ${seededIdSql('i')}, 'name' || cast(i as text), ${seededIdSql('i')}, ${maker}, 0
      from n`.execute(db)
    await sql`analyze`.execute(db)
  } finally {
    await db.destroy()
  }
}
