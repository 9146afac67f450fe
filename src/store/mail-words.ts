import type { MailKind } from '../model/mail.ts'
import type { MailWordsRow } from './mail-rows.ts'
import type { Database, DatabaseTransaction } from './schema.ts'

export async function listMailWords(db: Database): Promise<MailWordsRow[]> {
  return db.selectFrom('mail_words').selectAll().orderBy('kind').orderBy('language').execute()
}

export async function findMailWords(
  db: Database,
  kind: MailKind,
  language: string,
): Promise<MailWordsRow | undefined> {
  return db
    .selectFrom('mail_words')
    .selectAll()
    .where('kind', '=', kind)
    .where('language', '=', language)
    .executeTakeFirst()
}

export async function writeMailWords(trx: DatabaseTransaction, row: MailWordsRow): Promise<void> {
  const { subject, body, changed_at } = row
  await trx
    .insertInto('mail_words')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['kind', 'language']).doUpdateSet({ subject, body, changed_at }),
    )
    .execute()
}

/** False if the text was ours anyway. */
export async function deleteMailWords(
  trx: DatabaseTransaction,
  kind: MailKind,
  language: string,
): Promise<boolean> {
  const gone = await trx
    .deleteFrom('mail_words')
    .where('kind', '=', kind)
    .where('language', '=', language)
    .executeTakeFirst()
  return gone.numDeletedRows > 0n
}
