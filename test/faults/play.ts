import { shellActor } from '../../src/model/actor.ts'
import { setTimeout as pause } from 'node:timers/promises'
import { createInvite } from '../../src/core/invites/create.ts'
import {
  changeInvite,
  pauseInvite,
  resumeInvite,
  revokeInvite,
} from '../../src/core/invites/invites.ts'
import type { Invite } from '../../src/core/invites/invite.ts'
import { listOpen } from '../../src/store/redemption-list.ts'
import { Problem } from '../../src/shared/errors.ts'
import { newName } from '../support/synapse-client.ts'
import { ownersAmong } from './accounts.ts'
import type { Change, History, Step } from './history.ts'
import { arrive, comeBack, type Newcomer, makeNewcomer, openForm, wouldReturn } from './people.ts'
import type { World } from './world.ts'

/** The results of a history. */
export interface Played {
  invites: Invite[]
  newcomers: Newcomer[]
  /** Indices of invitations that an operator changed. */
  changed: Set<number>
  /** Indices of invitations that an operator closed successfully before the second wave. */
  closed: Set<number>
  /** The people with an account before the second wave. */
  early: Set<Newcomer>
}

/** When most people have pressed the button and few have a response, in ms. */
const midst = 100

/** The number of retries once everything works. */
const tries = 4

/** Plays a history, then ends all faults. */
export async function play(world: World, history: History): Promise<Played> {
  const { proxy, operator } = world
  const invites = await Promise.all(
    history.invites.map((uses) => createInvite(operator, { expiresAt: null, uses }, shellActor)),
  )
  const newcomers = arrivals(world, history, invites)
  const scripts = new Map(newcomers.map(({ name, person }) => [name, person.script]))
  await Promise.all(newcomers.map(openForm))
  proxy.plan.set(scripts, history.unnamed)
  const arriveHere = (one: Newcomer) => arrive(one, world.backend)
  const [late, first] = split(newcomers, ({ person }) => person.late)
  const changing = makeChanges(world, invites, history.changes)
  const stepping = setClocks(world, history.steps)
  const amid = history.settles === 'amid' ? [pause(midst).then(() => settle(world))] : []
  await Promise.all([...first.map(arriveHere), ...amid])
  const closed = await changing
  await stepping
  await world.up()
  await proxy.idle()
  if (history.settles === 'between') await world.letTimePass()
  await world.settle()
  const early = await ownersAmong(newcomers, world.backend)
  const returning = first.filter(wouldReturn).map((one) => comeBack(one, world.backend))
  await Promise.all([...late.map(arriveHere), ...returning])
  await getWell(world, newcomers)
  if (world.operator.homeserver.secondStep) await runOut(world)
  const changed = new Set(history.changes.map(({ invite }) => invite))
  return { invites, newcomers, changed, closed, early }
}

async function settle(world: World): Promise<void> {
  await world.letTimePass()
  await world.settle()
}

/** Retries on a busy machine's timeouts. A person who was handed over waits before continuing. */
async function settleWell(world: World): Promise<void> {
  await world.letTimePass(world.backend.handsOver === true ? 'over' : 'due')
  await world.settle()
  for (let left = tries; left > 0 && (await isOpen(world)); left--) {
    await world.letTimePass('next look')
    await world.settle()
  }
}

async function isOpen({ operator }: World): Promise<boolean> {
  return (await listOpen(operator.db, { limit: 1 })).length > 0
}

function arrivals(world: World, { people }: History, invites: Invite[]): Newcomer[] {
  const newcomers: Newcomer[] = []
  for (const person of people) {
    const own = newName()
    const name = {
      own,
      rival: newcomers.at(-1)?.name ?? own,
      taken: world.taken,
      deactivated: world.deactivated,
    }[person.name]
    const code = String(invites[person.invite]?.code)
    const password = `the secret of ${own}`
    newcomers.push(makeNewcomer(person, { url: world.url, code, name, password }))
  }
  return newcomers
}

function split<T>(items: T[], isLeft: (item: T) => boolean): [T[], T[]] {
  return [items.filter(isLeft), items.filter((item) => !isLeft(item))]
}

/** Sets the clock, and at once settles everything that is due by it. */
async function setClocks(world: World, steps: Step[]): Promise<void> {
  for (const { by, at } of steps) {
    await pause(at)
    await world.setClock(by)
    await world.settle()
  }
}

/** Runs an operator's changes in order. Returns the invitations that were closed. */
async function makeChanges(
  world: World,
  invites: Invite[],
  changes: Change[],
): Promise<Set<number>> {
  const closed = new Set<number>()
  for (const { invite, what, at } of changes) {
    await pause(at)
    const revoked = closed.has(invite) && what === 'resume' && isRevoked(changes, invite)
    const done = await carryOut(world, String(invites[invite]?.id), what)
    if (done && (what === 'pause' || what === 'revoke')) closed.add(invite)
    if (done && what === 'resume' && !revoked) closed.delete(invite)
  }
  return closed
}

function isRevoked(changes: Change[], invite: number): boolean {
  return changes.some((change) => change.invite === invite && change.what === 'revoke')
}

/** False if it was refused: fewer uses than places taken. */
async function carryOut({ operator }: World, id: string, what: Change['what']): Promise<boolean> {
  const actor = shellActor
  try {
    if (what === 'pause') await pauseInvite(operator, id, actor)
    if (what === 'resume') await resumeInvite(operator, id, actor)
    if (what === 'revoke') await revokeInvite(operator, id, actor)
    if (what === 'two uses') await changeInvite(operator, id, { uses: 2 }, actor)
    return true
  } catch (error) {
    if (error instanceof Problem && error.code === 'uses_below_taken') return false
    throw error
  }
}

/** The homeserver recovers, time passes, and everybody who returns gets a final outcome. */
async function getWell(world: World, newcomers: Newcomer[]): Promise<void> {
  // An unfinished account may be undone before its owner gives up, and that undoing may fail to the end.
  world.proxy.plan.heal('shut')
  await world.setClock(0)
  await world.up()
  await world.proxy.idle()
  await settleWell(world)
  for (let left = tries; left > 0; left--) {
    const hopeful = newcomers.filter(wouldReturn)
    if (hopeful.length === 0) break
    await Promise.all(hopeful.map((one) => comeBack(one, world.backend)))
    await settleWell(world)
  }
}

/** The time of unfinished sign-ups is over: unfinished accounts are undone. */
async function runOut(world: World): Promise<void> {
  await world.letTimePass('over')
  await world.settle()
  await world.up()
  world.proxy.plan.heal()
  await world.settle()
}
