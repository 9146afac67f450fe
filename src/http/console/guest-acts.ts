import { extendGuest, promoteGuest } from '../../core/guests/guests.ts'
import { isGuest } from '../../core/guests/state.ts'
import { Problem } from '../../shared/errors.ts'
import { listEvents } from '../../store/events.ts'
import type { Person } from '../../store/people-list.ts'
import type { Response } from '../kit/fetch/response.ts'
import { readForm } from '../kit/forms.ts'
import type { ActorHandler } from '../kit/route.ts'
import type { Console } from './console.ts'
import { personOf } from './people.ts'
import { redirect } from './reply.ts'

const day = 24 * 3_600_000

/**
 * Extends an account by the days of the form. `end`: the end that its reader saw. If it was moved since,
 * by a second press for example, nothing is done, and the page shows the new one.
 */
export const extend: ActorHandler<Console> = async (console, exchange, call) => {
  const { app } = console
  const form = await readForm(exchange, call)
  const days = form.get('days') ?? ''
  if (!/^[1-9]\d{0,3}$/.test(days)) throw new Problem('bad_request')
  const person = await personOf(console, exchange, call.actor)
  const { ends_at: end } = person
  if (end === null || !isGuest(person) || form.get('end') !== String(end)) {
    return redirect(console.paths.person(person.redemption_id))
  }
  const until = Math.max(end, app.clock()) + Number(days) * day
  await extendGuest(app, person.localpart, until, call.actor)
  return saying(console, person)
}

export const promote: ActorHandler<Console> = async (console, exchange, { actor }) => {
  const person = await personOf(console, exchange, actor)
  if (!isGuest(person)) return redirect(console.paths.person(person.redemption_id))
  await promoteGuest(console.app, person.localpart, actor)
  return saying(console, person)
}

/** The person's page says what was done. */
async function saying({ app, paths }: Console, { redemption_id: id }: Person): Promise<Response> {
  const [done] = await listEvents(app.db, id, 1)
  return redirect(paths.person(id) + (done ? `?done=${done.id}` : ''))
}
