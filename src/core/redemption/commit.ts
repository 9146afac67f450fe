import { type Actor, newcomerActor } from '../../model/actor.ts'
import type { Config } from '../../model/config.ts'
import type { Homeserver } from '../../ports/homeserver.ts'
import { insertSteps } from '../../store/introductions.ts'
import { commitRedemption, type Marks, markSessionLeft } from '../../store/redemption-end.ts'
import type { DatabaseTransaction } from '../../store/schema.ts'
import { withoutFsync } from '../../store/sqlite/without-fsync.ts'
import type { Context } from '../context.ts'
import { type EventTools, recordEvent } from '../events/record.ts'
import { type Configured, configuredProfile, profileOfAccount } from '../profiles/effective.ts'
import { hasVouchedMail } from './vouched-mail.ts'
import { keepSession, type OpenedSession, type Sealing } from './introduction-session.ts'
import { introductionSteps } from './introduction.ts'

type Tools = EventTools &
  Configured & {
    config: { console: Pick<Config['console'], 'operators'> }
    homeserver: Pick<
      Homeserver,
      'actFor' | 'bySession' | 'namesAccounts' | 'leavesSession' | 'addMail'
    >
  }

interface Committing extends Marks {
  actor: Actor
  /** The answer with a session of ours, if one was opened, was lost. */
  sessionLost?: boolean
}

/**
 * The account of a redemption exists: writes everything that follows from it in one transaction, for all
 * code paths that find it out. False if it was written before.
 */
export async function commit(
  app: Tools,
  trx: DatabaseTransaction,
  id: string,
  { actor, sessionLost = false, ...marks }: Committing,
): Promise<boolean> {
  const now = app.clock()
  const committed = await commitRedemption(trx, id, now, marks)
  if (committed === undefined) return false
  const { invite_id: invite, display_name: name, profile_id: own, invited_by: inviter } = committed
  const profile = own === null ? configuredProfile(app) : await profileOfAccount(app, trx, id)
  const hasMail = profile.pinned === 'mail' && (await hasVouchedMail(app, trx, { invite, inviter }))
  const steps = introductionSteps(app.homeserver, { name, profile, inviter, hasMail })
  if (steps.length > 0) await insertSteps(trx, id, { steps, now })
  const { leavesSession } = app.homeserver
  const isLeft = leavesSession === 'always' || (leavesSession && steps.length > 0)
  if (sessionLost && isLeft) await markSessionLeft(trx, id, true)
  const data = { invite, ...(steps.length > 0 && { introduce: steps }) }
  const event = { at: now, actor, kind: 'account.made', subject: id, data } as const
  await recordEvent(trx, event, app)
  return true
}

/**
 * The same during the person's own request. Not fsynced: the mark "asked at" is already on the disk, so
 * settling would find the account. The session is kept for the introduction, or ended.
 */
export async function commitAtPress(
  app: Tools & Sealing & Pick<Context, 'db'>,
  id: string,
  { session, ...marks }: Marks & { session?: OpenedSession },
): Promise<void> {
  const isKept = await app.db.transaction().execute(async (trx) => {
    withoutFsync(trx)
    await commit(app, trx, id, { ...marks, actor: newcomerActor })
    return session === undefined || (await keepSession(app, trx, id, session))
  })
  if (!isKept && session) await app.homeserver.bySession?.end(session.token)
}
