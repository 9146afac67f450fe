import { createInvite } from '../../src/core/invites/create.ts'
import { changeJobs } from '../../src/core/jobs/manage.ts'
import { shellActor } from '../../src/model/actor.ts'
import { waitFor } from '../../src/shared/wait.ts'
import { buryJobs } from '../../src/store/jobs.ts'
import { listOpen } from '../../src/store/redemption-list.ts'
import {
  arrive,
  comeBack,
  makeNewcomer,
  type Newcomer,
  openForm,
  wouldReturn,
} from '../faults/people.ts'
import type { World } from '../faults/world.ts'
import { passTime } from '../jobs/store.ts'
import { newName } from '../support/synapse-client.ts'
import { type Guest, type History, personOf } from './history.ts'
import type { SynapseRooms } from './synapse-rooms.ts'
import { queue } from './terms.ts'

/** A history's person, as the judge meets them. */
export interface Arrived extends Newcomer {
  guest: Guest
  localpart: string
  user: string
}

export interface Played {
  /** Id of the invitation. */
  invite: string
  arrived: Arrived[]
  /** The position of each room before the history. */
  before: ReadonlyMap<string, string>
}

/** The time limit until every job of a history is done or dead. */
const limitMs = 90_000

/** The number of retries once everything works. */
const tries = 4

/** Plays a history, ends all faults, and retries dead jobs, as an operator does. */
export async function play(world: World, at: SynapseRooms, it: History): Promise<Played> {
  const { proxy, operator } = world
  const { id, code } = await createInvite(operator, { uses: null, expiresAt: null }, shellActor)
  const positions = at.rooms.map(async (room) => [room, await at.now(room)] as const)
  const before = new Map(await Promise.all(positions))
  const arrived = it.guests.map((guest, index) => arrival(world, { guest, code, index }))
  await Promise.all(arrived.map(openForm))
  const scripts = arrived.map((one) => [one.localpart, one.person.script] as const)
  proxy.plan.set(new Map(scripts), {})
  await Promise.all(arrived.map((one) => arrive(one, {})))
  await world.up()
  if (it.settles) await settle(world)
  await jobsEnd(world, await awaitingSession(world))
  proxy.plan.heal()
  await getWell(world, arrived)
  if (at.bySession && arrived.some(({ guest }) => guest.lost)) await giveUpSessions(world)
  await retryDead(world)
  return { invite: id, arrived, before }
}

/** Until nobody's next press can bring a session any more. */
async function giveUpSessions(world: World): Promise<void> {
  await world.letTimePass('forgotten')
  await passTime(world.operator.db, 60_000)
}

/** As an operator does, more than once: on a busy machine a request may time out. */
async function retryDead(world: World): Promise<void> {
  for (let left = tries; left > 0; left--) {
    await jobsEnd(world)
    if ((await changeJobs(world.operator, 'retry', null, shellActor)) === 0) return
  }
  await jobsEnd(world)
}

function arrival(
  { portals, operator }: World,
  { guest, code, index }: { guest: Guest; code: string; index: number },
): Arrived {
  const name = newName(guest.capital ? 'Ana' : 'ana')
  const localpart = name.toLowerCase()
  const url = String(portals[index % portals.length]?.url)
  const told = { url, code, name, password: `the secret of ${localpart}` }
  const user = `@${localpart}:${operator.config.homeserver.serverName}`
  return { ...makeNewcomer(personOf(guest), told), guest, localpart, user }
}

async function settle(world: World): Promise<void> {
  await world.letTimePass()
  await world.settle()
}

/** Everybody who may return does, and accounts whose answer was lost are found. */
async function getWell(world: World, arrived: readonly Arrived[]): Promise<void> {
  await world.up()
  await world.proxy.idle()
  for (let left = tries; left > 0; left--) {
    await Promise.all(arrived.filter(wouldReturn).map((one) => comeBack(one, {})))
    await settle(world)
    const open = await listOpen(world.operator.db, { limit: 1 })
    if (open.length === 0 && !arrived.some(wouldReturn)) return
    await world.letTimePass('next look')
  }
}

/** Those whose steps wait for a session that their next press may bring. */
async function awaitingSession({ operator: { db } }: World): Promise<Set<string>> {
  const people = await db
    .selectFrom('redemptions')
    .select('id')
    .where('session_left', '=', 1)
    .execute()
  return new Set(people.map(({ id }) => id))
}

/** Waits until every job is done or dead, but for those of these people. */
async function jobsEnd({ operator: { db } }: World, but = new Set<string>()): Promise<void> {
  await waitFor(limitMs, async () => {
    await buryJobs(db, queue)
    const open = db.selectFrom('jobs').select('key').where('done_at', 'is', null)
    const undone = await open.where('dead_at', 'is', null).execute()
    return undone.every(({ key }) => but.has(key.split(':')[0] ?? '')) || undefined
  })
}
