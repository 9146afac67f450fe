import { sql } from 'kysely'
import type { InvitedAccountRow } from './invited-rows.ts'
import type { PeopleFilter } from './people-list.ts'
import type { Database } from './schema.ts'
import { isStorable } from './storable.ts'

/** Somebody with a Matrix account of their own, with the invitation that they came with. */
export type MatrixPerson = InvitedAccountRow & {
  label: string
  code: string
  invite_deleted_at: number | null
}

/** As `findPeople` does with accounts: the latest first, or by address where one is looked for. */
export async function findMatrixPeople(
  db: Database,
  { author, inviter, name, last, limit }: Omit<PeopleFilter, 'endsBefore'>,
): Promise<MatrixPerson[]> {
  if (!isStorable(inviter) || !isStorable(name)) return []
  const found = people(db)
    .$if(author !== null, (query) => query.where('invited_by', '=', author ?? ''))
    .$if(inviter !== '', (query) => query.where('invited_by', '=', inviter))
  if (name === '') {
    return found
      .orderBy('invited_accounts.id', 'desc')
      .$if(last !== undefined, (query) => query.where('invited_accounts.id', '<', last?.id ?? ''))
      .limit(limit)
      .execute()
  }
  return found
    .where('address', '>=', `@${name}`)
    .where('address', '<', `@${name}\u{10ffff}`)
    .$if(last !== undefined, (query) =>
      query.where(
        sql<boolean>`(address, invited_accounts.id) > (${`@${last?.name}`}, ${last?.id})`,
      ),
    )
    .orderBy('address')
    .orderBy('invited_accounts.id')
    .limit(limit)
    .execute()
}

function people(db: Database) {
  return db
    .selectFrom('invited_accounts')
    .innerJoin('invites', 'invites.id', 'invited_accounts.invite_id')
    .selectAll('invited_accounts')
    .select(['label', 'code', 'invites.deleted_at as invite_deleted_at'])
}
