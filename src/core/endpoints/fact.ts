import type { Fact } from '../../ports/webhooks.ts'
import { findSubjects } from '../../store/event-list.ts'
import { findEvent } from '../../store/events.ts'
import { findAccount } from '../../store/guests.ts'
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
  if (kind.startsWith('account.')) {
    const account = await findAccount(db, id)
    if (!account || account.localpart === forgotten) return undefined
    const name = `@${account.localpart}:${serverName()}`
    const by = account.invited_by
    return { id, name, ...(by !== forgotten && { invitedBy: by }) }
  }
  const { invites } = await findSubjects(db, [event])
  return { id, name: invites.get(id)?.label || null }
}
