import type { BotPersonRow } from './bot-rows.ts'
import type { Database } from './schema.ts'

/** Somebody to whom the bot writes; `alias`: for their room, if they are new. */
export async function botPerson(db: Database, mxid: string, alias: string): Promise<BotPersonRow> {
  await db
    .insertInto('bot_people')
    .values({ mxid, alias, room: null, is_quiet: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return db.selectFrom('bot_people').selectAll().where('mxid', '=', mxid).executeTakeFirstOrThrow()
}

export async function keepDirectRoom(db: Database, mxid: string, room: string): Promise<void> {
  await db.updateTable('bot_people').set({ room }).where('mxid', '=', mxid).execute()
}

/** Whether somebody wants no notices. */
export async function setQuiet(db: Database, mxid: string, isQuiet: boolean): Promise<void> {
  await db
    .updateTable('bot_people')
    .set({ is_quiet: isQuiet ? 1 : 0 })
    .where('mxid', '=', mxid)
    .execute()
}
