import type { Fact } from '../../ports/webhooks.ts'
import { findSubjects } from '../../store/event-list.ts'
import { findEvent } from '../../store/events.ts'
import { findAccount } from '../../store/guests.ts'
import { findInvited } from '../../store/invited-find.ts'
import { forgotten } from '../../store/people.ts'
import type { EventRow } from '../../store/schema.ts'
import type { Context } from '../context.ts'

type Tools = Pick<Context, 'db' | 'serverName'>

/** An event with the names of now. Undefined: the event, or whom it is about, was erased meanwhile. */
export async function factOf(app: Tools, eventId: string): Promise<Fact | undefined> {
  const event = await findEvent(app.db, eventId)
  const subject = event && (await subjectOf(app, event))
  if (!event || subject === undefined) return undefined
  return {
    id: event.id,
    kind: event.kind,
    at: event.at,
    actor: { kind: event.actor_kind, id: event.actor_id, via: event.via },
    subject,
    details: JSON.parse(event.data) as Fact['details'],
  }
}

/** Undefined: a person who was erased. */
async function subjectOf(
  { db, serverName }: Tools,
  event: EventRow,
): Promise<Fact['subject'] | undefined> {
  const { kind, subject: id } = event
  if (id === null) return kind.startsWith('member.') ? undefined : null
  if (kind.startsWith('member.')) return { id, name: id }
  if (kind.startsWith('account.')) return accountOf({ db, serverName }, id)
  if (kind.startsWith('request.')) {
    const { number = 0 } = JSON.parse(event.data) as { number?: number }
    return { id, name: `#${number}` }
  }
  const { invites } = await findSubjects(db, [event])
  return { id, name: invites.get(id)?.label || null }
}

/** An account that was made here, or one that existed before and was invited. */
async function accountOf(
  { db, serverName }: Tools,
  id: string,
): Promise<Fact['subject'] | undefined> {
  const made = await findAccount(db, id)
  const invited = made ? undefined : await findInvited(db, id)
  const name = made?.localpart ? `@${made.localpart}:${serverName()}` : invited?.address
  if (!name) return undefined
  const by = (made ?? invited)?.invited_by ?? forgotten
  return { id, name, ...(by !== forgotten && { invitedBy: by }) }
}
