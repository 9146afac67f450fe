import { extendGuest, promoteGuest } from '../../core/guests/guests.ts'
import { isGuest } from '../../core/guests/state.ts'
import { Problem } from '../../shared/errors.ts'
import { readForm } from '../kit/forms.ts'
import type { ActorHandler } from '../kit/route.ts'
import type { Console } from './console.ts'
import { saying } from './notices.ts'
import { personOf } from './people.ts'
import { redirect } from './reply.ts'

const day = 24 * 3_600_000

/**
 * Extends an account by the days of the form. `end`: the end that its reader saw. If it was moved since,
 * by a second press for example, nothing is done, and the page shows the new one.
 */
export const extend: ActorHandler<Console> = async (console, exchange, call) => {
  const { app, paths } = console
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
  const { redemption_id: id } = person
  return redirect(await saying(console, paths.person(id), call.actor, ['account.extended']))
}

export const promote: ActorHandler<Console> = async (console, exchange, { actor }) => {
  const person = await personOf(console, exchange, actor)
  if (!isGuest(person)) return redirect(console.paths.person(person.redemption_id))
  await promoteGuest(console.app, person.localpart, actor)
  const path = console.paths.person(person.redemption_id)
  return redirect(await saying(console, path, actor, ['account.promoted']))
}
