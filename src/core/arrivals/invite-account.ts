import type { InvitedReason } from '../../model/invited-account.ts'
import type { Job, JobOutcome } from '../../model/job.ts'
import { systemActor } from '../../model/actor.ts'
import type { Bot, BotFailure } from '../../ports/bot.ts'
import { findInvited, type InvitedAccount } from '../../store/invited-find.ts'
import {
  markAnswered,
  markInviting,
  moveInvited,
  type Move,
  noteInvited,
} from '../../store/invited-accounts.ts'
import { type Standing, standingIn } from '../bot/power.ts'
import type { Context } from '../context.ts'
import { recordEvent } from '../events/record.ts'
import { replaceFormer } from './former.ts'
import { onTheWayFor, onTheWayMs } from './on-the-way.ts'
import { membershipOf } from './membership.ts'
import { reasonOf } from './refusal.ts'
import { spaceOf } from './space.ts'

/*
 * Invites somebody's own Matrix account to the space. The place is held before; it becomes a use once the
 * homeserver has taken the invitation, or shows a membership that was not there before. The
 * membership is read before each request, because refused invitations count against the invited person, too.
 * A job repeats it until it is decided: inviting is idempotent.
 */

export type Arriving = Pick<Context, 'config' | 'db' | 'bot' | 'profileOf' | 'clock' | 'random'>

/** The waits after the first, second and third attempt that got no answer from their server, in ms. */
const waitsMs = [60_000, 6 * 60_000, 30 * 60_000]

export function inviteAccount(app: Arriving, { payload }: Job): Promise<JobOutcome> {
  return invite(app, String(payload['account']))
}

/** One attempt. Does nothing once it is decided. */
export async function invite(app: Arriving, id: string): Promise<JobOutcome> {
  const row = await findInvited(app.db, id)
  if (!row || row.state !== 'waiting' || row.address === '') return 'done'
  const bot = await app.bot()
  const space = await spaceOf(app, row)
  if (!bot) return later(app, row, 'no_bot', 'latchkey bot set-up has to run')
  if (space === null) return refuse(app, row, 'no_room', 'the profile has no rooms')
  const standing = await standingIn(bot, space)
  if (standing.kind !== 'able') return ofStanding(app, row, standing)
  const { room } = standing
  if (row.former !== null) {
    const left = await replaceFormer(app, bot, room, row)
    if (left !== true) return left
  }
  const asked = row.former === null ? row : { ...row, former: null, asked_at: null }
  return inviteTo(app, bot, room, asked)
}

async function inviteTo(
  app: Arriving,
  bot: Bot,
  room: string,
  row: InvitedAccount,
): Promise<JobOutcome> {
  const { id, address, asked_at: askedAt } = row
  const before = await membershipOf(bot, room, address)
  if (before === 'join' && askedAt === null) return alreadyIn(app, row)
  if (before === 'join' || (before === 'invite' && askedAt !== null)) return commit(app, row)
  if (before === 'ban') return refuse(app, row, 'banned', 'banned from the space')
  if (before === 'unknown') return later(app, row, 'unreachable', 'the membership was not shown')
  if (row.tries > waitsMs.length) return refuse(app, row, row.reason ?? 'unreachable', row.cause)
  const request = await markInviting(app.db, id, app.clock())
  if (request === null) return 'done'
  const answer = await bot.invite(room, address)
  const others = request - row.requests - 1
  const isAnswered = answer.kind !== 'unanswered' || !answer.sent
  if (isAnswered && others === 0) await markAnswered(app.db, row, request)
  if (answer.kind === 'done') return commit(app, row)
  if (answer.kind === 'limited')
    return { retryAfterMs: Math.max(answer.retryAfterMs ?? 5_000, 500) }
  const after = await membershipOf(bot, room, address)
  if (after === 'join' || after === 'invite') return commit(app, row)
  const seen = { ...row, requests: request, others }
  return ofFailure(app, seen, { answer, isOurs: serverOf(address) === serverOf(bot.userId) })
}

/** As it was read before an attempt. `others`: how many other attempts have asked since. */
type Seen = InvitedAccount & { others?: number }

/** What the homeserver said to an invitation that did not come to be. */
function ofFailure(
  app: Arriving,
  row: Seen,
  { answer, isOurs }: { answer: Exclude<BotFailure, { kind: 'limited' }>; isOurs: boolean },
): Promise<JobOutcome> {
  const { cause } = answer
  if (answer.kind === 'unanswered') {
    const isLost = answer.sent && row.tries >= waitsMs.length
    return later(app, row, 'unreachable', cause, isLost ? onTheWayMs(app) : undefined)
  }
  const { status } = answer
  if (status === 401) return later(app, row, 'bot_signed_out', cause)
  if (status >= 500) return later(app, row, 'unreachable', cause)
  return refuse(app, row, reasonOf(answer, isOurs), cause)
}

function serverOf(mxid: string): string {
  return mxid.slice(mxid.indexOf(':') + 1)
}

/** What the bot lacks is ours to mend: the place comes back at once, and the operator is told. */
function ofStanding(
  app: Arriving,
  row: InvitedAccount,
  standing: Exclude<Standing, { kind: 'able' }>,
): Promise<JobOutcome> {
  switch (standing.kind) {
    case 'unknown':
      return later(app, row, 'unreachable', standing.cause)
    case 'token_refused':
      return later(app, row, 'bot_signed_out', 'the homeserver does not take the bot’s session')
    case 'lacks_power': {
      const cause = `the bot has power ${standing.has} and needs ${standing.needs}`
      return refuse(app, row, 'no_power', cause)
    }
    default:
      return refuse(app, row, standing.kind, 'the space of the profile')
  }
}

async function commit(app: Arriving, { id }: InvitedAccount): Promise<JobOutcome> {
  const now = app.clock()
  const to: Move = {
    state: 'invited',
    place: 'used',
    reason: null,
    cause: null,
    invited_at: now,
    look_at: now,
  }
  await app.db.transaction().execute(async (trx) => {
    const row = await moveInvited(trx, id, ['waiting'], to)
    if (!row) return
    const data = { invite: row.invite_id }
    const event = {
      at: now,
      actor: systemActor,
      kind: 'account.invited',
      subject: id,
      data,
    } as const
    await recordEvent(trx, event, app)
  })
  return 'done'
}

/** They need no place. */
async function alreadyIn(app: Arriving, { id, requests }: Seen): Promise<JobOutcome> {
  const to: Move = { state: 'joined', place: 'none', reason: 'already_in', cause: null }
  return moveUnlessAsked(app, id, to, requests)
}

/** Releases the place: nobody was invited, and no request is still on its way. */
async function refuse(
  app: Arriving,
  { id, requests, others = 0, asked_at: askedAt }: Seen,
  reason: InvitedReason,
  cause: string | null,
): Promise<JobOutcome> {
  const lateMs = onTheWayFor(app, askedAt)
  if (others > 0 || lateMs > 0) return { retryAfterMs: Math.max(lateMs, againMs) }
  const to: Move = { state: 'refused', place: 'none', reason, cause, ended_at: app.clock() }
  return moveUnlessAsked(app, id, to, requests)
}

const againMs = 1_000

/** Another attempt may have asked since, and may still be answered. */
async function moveUnlessAsked(
  app: Arriving,
  id: string,
  to: Move,
  requests: number,
): Promise<JobOutcome> {
  const moved = await app.db
    .transaction()
    .execute((trx) => moveInvited(trx, id, ['waiting'], to, requests))
  return moved ? 'done' : { retryAfterMs: againMs }
}

/** Tries again, and gives up after the last wait. `lastWaitMs`: how long a lost request may still act. */
async function later(
  app: Arriving,
  row: Seen,
  reason: InvitedReason,
  cause: string,
  lastWaitMs?: number,
): Promise<JobOutcome> {
  const waitMs = waitsMs[row.tries] ?? lastWaitMs
  if (waitMs === undefined || row.tries > waitsMs.length) return refuse(app, row, reason, cause)
  await noteInvited(app.db, row.id, { reason, cause, tries: row.tries + 1 })
  return { retryAfterMs: waitMs }
}
