import { type Actor, newcomerActor } from '../../model/actor.ts'
import type { Homeserver } from '../../ports/homeserver.ts'
import { commitRedemption, type Marks } from '../../store/redemption-end.ts'
import type { DatabaseTransaction } from '../../store/schema.ts'
import { withoutFsync } from '../../store/sqlite/without-fsync.ts'
import type { Context } from '../context.ts'
import { type EventTools, recordEvent } from '../events/record.ts'
import { type Configured, profileOfAccount } from '../profiles/effective.ts'
import { introductionSteps } from './introduce-later.ts'

type Tools = EventTools & Configured & { homeserver: Pick<Homeserver, 'actFor'> }

/**
 * The account of a redemption exists: writes everything that follows from it in one transaction, for all
 * code paths that find it out. False if it was written before.
 */
export async function commit(
  app: Tools,
  trx: DatabaseTransaction,
  id: string,
  { actor, ...marks }: Marks & { actor: Actor },
): Promise<boolean> {
  const now = app.clock()
  const committed = await commitRedemption(trx, id, now, marks)
  if (committed === undefined) return false
  const steps = app.homeserver.actFor
    ? introductionSteps(committed.display_name, await profileOfAccount(app, trx, id))
    : []
  const data = { invite: committed.invite_id, ...(steps.length > 0 && { introduce: steps }) }
  const event = { at: now, actor, kind: 'account.made', subject: id, data } as const
  await recordEvent(trx, event, app)
  return true
}

/**
 * The same during the person's own request. Not fsynced: the mark "asked at" is already on the disk, so
 * settling would find the account.
 */
export async function commitAtPress(
  app: Tools & Pick<Context, 'db'>,
  id: string,
  marks: Marks,
): Promise<boolean> {
  return app.db.transaction().execute(async (trx) => {
    withoutFsync(trx)
    return commit(app, trx, id, { ...marks, actor: newcomerActor })
  })
}
