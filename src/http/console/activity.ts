import { requirePermission, scopeOf } from '../../core/permissions.ts'
import type { EventKind } from '../../model/events.ts'
import { idPattern } from '../../shared/ids.ts'
import { findEvents, findSubjects, type Subjects } from '../../store/event-list.ts'
import { forgotten } from '../../store/people.ts'
import type { EventRow } from '../../store/schema.ts'
import type { ActorHandler } from '../kit/route.ts'
import type { Console } from './console.ts'
import { happeningOf } from './happenings.ts'
import { turnsOf } from './list-query.ts'
import { pageOf } from './page.ts'
import { reply } from './reply.ts'
import { activityPage } from './views/activity.ts'
import type { Happening } from './views/happenings.ts'
import { type ConsolePage, say } from './views/page.ts'
import { titleOf } from './views/pieces.ts'

const perPage = 50

/** What only those read who give roles. */
const ofRoles: readonly EventKind[] = ['console.link_made', 'member.role_named']

export const showActivity: ActorHandler<Console> = async (console, exchange, { actor }) => {
  const { app } = console
  const page = pageOf(console, exchange, actor)
  const said = exchange.req.query('before') ?? ''
  const before = idPattern.test(said) ? said : undefined
  const isOwn = requirePermission(actor, 'activity:read') === 'own'
  const found = await findEvents(app.db, {
    actorId: isOwn ? actor.id : null,
    without: scopeOf(actor, 'roles:write') === undefined ? ofRoles : [],
    before,
    limit: perPage + 1,
  })
  const events = found.slice(0, perPage)
  const subjects = await findSubjects(app.db, events)
  const text = activityPage(page, {
    events: events.map((event) => happeningOf(event, whatOf(page, event, subjects))),
    ...turnsOf({ before }, found.length > perPage ? events.at(-1)?.id : undefined),
  })
  return reply(console, exchange, text, { tag: page.catalogue.tag })
}

/** Whether the row of the subject may be gone while its event stays. */
function isOfPerson(kind: EventKind): boolean {
  return /^(?:account|invite|redemption)\./.test(kind)
}

/** What an event is about. */
function whatOf(
  page: ConsolePage,
  { kind, subject, data }: EventRow,
  { invites, accounts }: Subjects,
): Happening['what'] {
  if (subject === null) return null
  const invite = invites.get(subject)
  if (invite) {
    const href = invite.deleted_at === null ? page.paths.invite(subject) : null
    return { name: titleOf(page, invite), href }
  }
  const name = accounts.get(subject)
  if (name !== undefined) {
    const words = name === forgotten ? say(page, 'person.forgotten') : name
    return { name: words, href: page.paths.person(subject) }
  }
  if (kind.startsWith('request.')) {
    const { number = 0 } = JSON.parse(data) as { number?: number }
    return { name: `#${number}`, href: page.paths.request(subject) }
  }
  if (kind.startsWith('member.')) return { name: subject, href: null }
  return isOfPerson(kind) ? { name: say(page, 'person.forgotten'), href: null } : null
}
