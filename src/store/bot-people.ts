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

export async function isQuiet(db: Database, mxid: string): Promise<boolean> {
  const people = db.selectFrom('bot_people').select('is_quiet').where('mxid', '=', mxid)
  return (await people.executeTakeFirst())?.is_quiet === 1
}

/** They left their room: they want no messages. Should they want them again, they get another room. */
export async function loseDirectRoom(db: Database, mxid: string, alias: string): Promise<void> {
  const gone = { room: null, alias, is_quiet: 1 }
  await db.updateTable('bot_people').set(gone).where('mxid', '=', mxid).execute()
}

/** Another account is the bot now, which is in none of the rooms: each gets another one when it is needed. */
export async function forgetDirectRooms(db: Database): Promise<void> {
  await db.updateTable('bot_people').set({ room: null }).where('room', 'is not', null).execute()
}

/** Whether somebody wants no notices. */
export async function setQuiet(db: Database, mxid: string, quiet: boolean): Promise<void> {
  await db
    .updateTable('bot_people')
    .set({ is_quiet: quiet ? 1 : 0 })
    .where('mxid', '=', mxid)
    .execute()
}
