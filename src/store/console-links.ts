import type { Database, DatabaseTransaction } from './schema.ts'

interface ConsoleLink {
  /** Of the link's secret. */
  hash: string
  /** Null: an operator's session without an account. */
  mxid: string | null
  expires_at: number
}

export async function insertLink(db: Database, link: ConsoleLink): Promise<void> {
  await db.insertInto('console_links').values(link).execute()
}

/** Whether a link can be used, without using it up. */
export async function findLink(
  db: Database,
  hash: string,
  now: number,
): Promise<Pick<ConsoleLink, 'mxid'> | undefined> {
  return db
    .selectFrom('console_links')
    .select('mxid')
    .where('hash', '=', hash)
    .where('expires_at', '>', now)
    .executeTakeFirst()
}

/** Uses a link up; of concurrent callers one gets it. */
export async function takeLink(
  trx: DatabaseTransaction,
  hash: string,
  now: number,
): Promise<Pick<ConsoleLink, 'mxid'> | undefined> {
  return trx
    .deleteFrom('console_links')
    .where('hash', '=', hash)
    .where('expires_at', '>', now)
    .returning('mxid')
    .executeTakeFirst()
}

export async function forgetLinks(db: Database, now: number): Promise<void> {
  await db.deleteFrom('console_links').where('expires_at', '<=', now).execute()
}
