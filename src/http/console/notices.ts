import { undoableChange } from '../../core/invites/undo.ts'
import { findById } from '../../store/invites.ts'
import { findEvent, latestEventBy } from '../../store/events.ts'
import { findAccount } from '../../store/guests.ts'
import { findInvited } from '../../store/invited-find.ts'
import type { EventKind } from '../../model/events.ts'
import type { Actor } from '../../model/actor.ts'
import type { EventRow } from '../../store/schema.ts'
import type { Exchange } from '../kit/route.ts'
import type { Console } from './console.ts'
import { pageOf } from './page.ts'
import type { Notice } from './views/notice.ts'
import type { Word } from './views/page.ts'
import { titleOf } from './views/pieces.ts'

const words: Partial<Record<EventKind, Word>> = {
  'invite.paused': 'done.paused',
  'invite.resumed': 'done.resumed',
  'invite.revoked': 'done.revoked',
  'invite.changed': 'done.changed',
  'invite.undone': 'done.undone',
  'account.extended': 'done.extended',
  'account.promoted': 'done.promoted',
  'account.taken_back': 'done.takenBack',
  'account.ways_back_ended': 'done.linksEnded',
  'invite.deleted': 'done.deleted',
  'member.role_named': 'done.role',
  'allowance.set': 'done.allowance',
  'allowance.ended': 'done.allowanceEnded',
  'job.retried': 'done.retried',
  'invite.mailed': 'done.mailed',
  'delivery.retried': 'done.mailRetried',
  'mail.words_written': 'done.mailText',
  'mail.words_reset': 'done.mailTextOurs',
  'webhook.resumed': 'done.webhookResumed',
  'token.ended': 'done.tokenEnded',
  'request.approved': 'done.approved',
  'request.declined': 'done.declined',
  'request.vouched': 'done.vouched',
  'request.unvouched': 'done.unvouched',
  'profile.written': 'done.profile',
  'profile.deleted': 'done.deleted',
  'person.forgotten': 'done.forgotten',
}

/** The path of a page that will say what the actor has just done: one of these kinds of event. */
export async function saying(
  { app }: Console,
  path: string,
  actor: Actor,
  kinds: readonly EventKind[],
): Promise<string> {
  const event = await latestEventBy(app.db, actor, kinds)
  return event === undefined ? path : `${path}?done=${event}`
}

/**
 * What the link says that its reader has just done: `?done=` and the id of the event. `back`: the query
 * of the list, if the notice stands above it.
 */
export async function noticeOf(
  console: Console,
  exchange: Exchange,
  actor: Actor,
  back?: string,
): Promise<Notice | null> {
  const { app } = console
  const event = await findEvent(app.db, exchange.req.query('done') ?? '')
  const word = event && words[event.kind]
  if (!event || !word || event.actor_id !== actor.id || event.actor_kind !== actor.kind) return null
  const id = event.subject ?? ''
  const invite = await findById(app.db, id)
  const account = invite ? undefined : await findAccount(app.db, id)
  const invited = invite || account ? undefined : await findInvited(app.db, id)
  const title = invite && titleOf(pageOf(console, exchange, actor), invite)
  const what = title ?? account?.localpart ?? invited?.address ?? numberIn(event) ?? id
  const last = await undoableChange(app.db, id, actor)
  if (last?.event !== event.id) return { word, what, undo: null }
  const undo = { action: console.paths.act(id, 'undo'), event: event.id, back, leftMs: last.leftMs }
  return { word, what, undo }
}

/** What a request is called. */
function numberIn({ data }: Pick<EventRow, 'data'>): string | undefined {
  const { number } = JSON.parse(data) as { number?: number }
  return number === undefined ? undefined : `#${number}`
}
