import { systemActor } from '../../model/actor.ts'
import type { Role } from '../../model/member.ts'
import type { AccountFacts, Standing } from '../../ports/sign-in.ts'
import { lockMember } from '../../store/allowance.ts'
import { insertMember, keepFacts } from '../../store/members.ts'
import type { MemberRow } from '../../store/console-rows.ts'
import type { DatabaseTransaction } from '../../store/schema.ts'
import { deleteSessionsOf } from '../../store/sessions.ts'
import { type EventTools, recordEvent } from '../events/record.ts'
import { openForStanding, pauseForStanding } from './standing-pause.ts'

/**
 * Records what the homeserver told of somebody's account, and returns their standing. Who was suspended,
 * locked or deactivated loses their sessions, and their invitations are paused. What the homeserver did not tell stays as it was.
 */
export async function keepAccountFacts(
  trx: DatabaseTransaction,
  mxid: string,
  facts: AccountFacts,
  app: EventTools,
): Promise<Standing> {
  const now = app.clock()
  await insertMember(trx, mxid, now)
  const before = await lockMember(trx, mxid)
  const was = before?.standing ?? 'good'
  const standing = facts.standing ?? was
  const seen_role = seenRole(before?.seen_role ?? null, facts)
  const asked_at = facts.standing === null ? (before?.asked_at ?? null) : now
  const joined_at = facts.joinedAt ?? before?.joined_at ?? null
  await keepFacts(trx, mxid, { standing, seen_role, asked_at, joined_at })
  if (standing !== was) await change(trx, mxid, standing, app)
  return standing
}

/** The role of the homeserver's administrators and of a room's moderators. */
function seenRole(
  before: MemberRow['seen_role'],
  { isAdmin, isModerator }: AccountFacts,
): Role | null {
  if (isAdmin ?? before === 'operator') return 'operator'
  return (isModerator ?? before === 'moderator') ? 'moderator' : null
}

async function change(
  trx: DatabaseTransaction,
  mxid: string,
  standing: Standing,
  app: EventTools,
): Promise<void> {
  if (standing === 'good') await openForStanding(trx, mxid, app)
  else {
    await deleteSessionsOf(trx, mxid)
    await pauseForStanding(trx, mxid, app)
  }
  await recordEvent(
    trx,
    {
      at: app.clock(),
      actor: systemActor,
      kind: standing === 'good' ? 'member.returned' : 'member.left',
      subject: mxid,
      data: { standing },
    },
    app,
  )
}
