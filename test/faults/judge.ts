import { shellActor } from '../../src/model/actor.ts'
import { resolveRedemption } from '../../src/core/redemption/settle.ts'
import { findById } from '../../src/store/invites.ts'
import type { Database } from '../../src/store/schema.ts'
import { listOfInvite, listOpen } from '../../src/store/redemption-list.ts'
import { type Redemption } from '../../src/store/redemptions.ts'
import { ownersAmong } from './accounts.ts'
import { type Ending, type Newcomer, wouldReturn } from './people.ts'
import type { Played } from './play.ts'
import type { PortalProcess } from './portal-process.ts'
import type { World } from './world.ts'

/** The violated guarantees of a history, one sentence each, as measured at the homeserver. */
export async function judge(world: World, played: Played): Promise<string[]> {
  const owners = await ownersAmong(played.newcomers, world.backend)
  const open = (await listOpen(world.operator.db, { limit: 1000 })).filter(({ invite_id }) =>
    played.invites.some(({ id }) => id === invite_id),
  )
  const { isBurnt = () => false, isInUse = () => false } = world.backend
  const { handsOver = false, homeserver } = world.backend
  const facts = { owners, open, isBurnt, isInUse, handsOver, isMas: homeserver.kind === 'mas' }
  const problems = played.newcomers.flatMap((one) => ofPerson(played, one, facts))
  const pending = new Set(open.map(({ localpart }) => localpart))
  problems.push(...(world.backend.broken?.(played.newcomers, pending) ?? []))
  problems.push(...(await leftDevices(world, owners)))
  for (const index of played.invites.keys()) {
    problems.push(...(await ofInvite(world, played, index, facts)))
  }
  if (world.portals.some((portal) => portal.died())) problems.push('a portal ended by itself')
  if (world.portals.some(tellsOfLimit)) problems.push('a 429 was reported as something else')
  return [...problems, ...(await settledTwice(world, played))]
}

/**
 * Nobody here has a name to set or rooms to join, so a registration opens no session. Only a login that
 * ends one may leave its own, if its answer is lost (docs/homeservers.md).
 */
async function leftDevices({ backend, proxy }: World, owners: Set<Newcomer>): Promise<string[]> {
  const { devices } = backend
  if (!devices) return []
  const unasked = [...owners].filter(({ name }) => !proxy.plan.met('login', name))
  const counts = await Promise.all(unasked.map(({ name }) => devices(name)))
  return unasked.flatMap(({ name }, at) =>
    counts[at] === 0 ? [] : [`${name} has a device of ours, and nobody signed in`],
  )
}

/** A log says that the homeserver doesn't answer or refuses, although it sent a retry time. */
function tellsOfLimit({ logged }: PortalProcess): boolean {
  return /"code":"homeserver_\w+","cause":"[^"]* was answered 429\b/.test(logged())
}

/** Several portals settle at once, and exactly one decides each redemption. */
async function settledTwice({ operator }: World, { invites }: Played): Promise<string[]> {
  const rows = await operator.db
    .selectFrom('events')
    .select('data')
    .where('kind', '=', 'redemption.settled')
    .where(
      'subject',
      'in',
      invites.map(({ id }) => id),
    )
    .groupBy('data')
    .having((eb) => eb(eb.fn.countAll(), '>', 1))
    .execute()
  return rows.map(({ data }) => `settled more than once: ${data}`)
}

interface Facts {
  owners: Set<Newcomer>
  open: Redemption[]
  isBurnt: (localpart: string) => boolean
  isInUse: (localpart: string) => boolean
  handsOver: boolean
  isMas: boolean
}

type Rule = [isBroken: boolean, sentence: string]

function ofPerson(played: Played, one: Newcomer, facts: Facts): string[] {
  const { owners, open, isBurnt, handsOver } = facts
  const { person, name, endings, pairs, invite } = one
  const owns = owners.has(one)
  const told = `${name} was told ${endings.join(', ')}`
  const isOpen = open.some(({ localpart }) => localpart === name)
  const isNew = !played.early.has(one) && !comesLate(person)
  const rules: Rule[] = [
    [endings.includes('failed'), `${told}: the portal failed`],
    [endings.includes('limited'), `${told}, and could have waited`],
    [endings.includes('welcome') && !owns && !handsOver, `${told}, and has no account`],
    [owns && person.returns && !endings.includes('welcome') && !isOpen, `${told}, and has one`],
    [pairs.some(contradicts(played, one)), `${told} at two presses of one button`],
    [played.closed.has(invite) && owns && isNew, `${told} after the invitation was closed`],
    [wouldReturn(one) && !isHeldUp(played, one, open), `${told}, and never came to an end`],
    [
      endings.includes('refused') && isOnlyTheirs(played, one) && !isBurnt(name),
      `${told}, and nobody else had it`,
    ],
  ]
  return broken(rules)
}

function comesLate({ script: { register = [], password = [] } }: Newcomer['person']): boolean {
  return [...register, ...password].some((fault) => fault === 'late' || fault === 'slow')
}

function broken(rules: Rule[]): string[] {
  return rules.filter(([isBroken]) => isBroken).map(([, sentence]) => sentence)
}

/** Refused because of a name or a place that is held until an operator decides. */
function isHeldUp({ invites }: Played, { name, invite }: Newcomer, open: Redemption[]): boolean {
  return open.some((it) => it.localpart === name || it.invite_id === invites[invite]?.id)
}

/** No other person wanted their name or got it. */
function isOnlyTheirs(played: Played, { name, person }: Newcomer): boolean {
  const isFree = person.name === 'own' || person.name === 'rival'
  const isSnatched = person.script.profile?.includes('snatched') === true
  return isFree && !isSnatched && !hasRival(played, name)
}

/**
 * One press was welcomed, and the other was refused like a stranger's. In between an operator may have
 * opened the invitation, and a rival may have released the name.
 */
function contradicts(played: Played, { name, invite }: Newcomer): (pair: Ending[]) => boolean {
  const refusals: Ending[] = ['refused']
  if (!played.changed.has(invite)) refusals.push('closed')
  if (!hasRival(played, name)) refusals.push('busy')
  return (pair) => pair.includes('welcome') && refusals.some((refusal) => pair.includes(refusal))
}

function hasRival({ newcomers }: Played, name: string): boolean {
  return newcomers.filter((one) => one.name === name).length > 1
}

async function ofInvite(
  { operator }: World,
  { invites, newcomers, changed }: Played,
  index: number,
  { owners, open, isMas, isInUse }: Facts,
): Promise<string[]> {
  const id = String(invites[index]?.id)
  const made = newcomers.filter((one) => one.invite === index && owners.has(one))
  const undecided = open.filter(({ invite_id }) => invite_id === id)
  const before = await findById(operator.db, id)
  const shown = await listOfInvite(operator.db, id)
  for (const { id: redemption, localpart } of undecided) {
    const isMade = made.some(({ name }) => name === localpart)
    // A rival who has the account may be counted already.
    const isCounted = shown.some((it) => it.localpart === localpart && it.outcome === 'created')
    const outcome = isMade && !isCounted ? 'created' : 'absent'
    await resolveRedemption(operator, redemption, outcome, shellActor)
  }
  const after = await findById(operator.db, id)
  if (!before || !after) return [`invitation ${index} is gone`]
  const counts = `invitation ${index}: ${made.length} accounts, ${after.used} used, ${after.held} held`
  const needless = undecided
    .filter((it) => !isInNeed(it, isMas && !isInUse(it.localpart)))
    .map(({ localpart, outcome }) => `${localpart} (${outcome})`)
  const isFull = after.max_uses !== null && after.used >= after.max_uses
  const turnedAway = newcomers.some((one) => one.invite === index && one.endings.includes('closed'))
  return broken([
    [after.max_uses !== null && made.length > after.max_uses, `${counts} of ${after.max_uses}`],
    [before.held !== undecided.length, `${counts}: ${undecided.length} shown, ${before.held} held`],
    [needless.length > 0, `${counts}: undecided without need: ${needless.join(', ')}`],
    [after.used !== made.length || after.held !== 0, counts],
    ...(await ofRows(operator.db, id, { counts, made })),
    [turnedAway && !isFull && !changed.has(index), `${counts}: somebody was turned away`],
  ])
}

/** Every account has exactly one row and one event, and nothing else has any. */
async function ofRows(
  db: Database,
  invite: string,
  { counts, made }: { counts: string; made: readonly Newcomer[] },
): Promise<Rule[]> {
  const accounts = await db
    .selectFrom('accounts')
    .select(['redemption_id', 'localpart'])
    .where('invite_id', '=', invite)
    .execute()
  const events = await db
    .selectFrom('events')
    .select('subject')
    .where('kind', '=', 'account.made')
    .where('data', '=', JSON.stringify({ invite }))
    .execute()
  const names = accounts.map(({ localpart }) => localpart)
  const ids = accounts.map((row) => row.redemption_id)
  const subjects = events.map(({ subject }) => subject ?? '')
  const owners = made.map(({ name }) => name)
  return [
    [!isSame(names, owners), `${counts}: rows of ${names.join(', ')}`],
    [!isSame(subjects, ids), `${counts}: ${events.length} events`],
  ]
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.toSorted().join() === others.toSorted().join()
}

/**
 * The owner of an account is unknown, or its password may be set: an account that may be in use is never
 * deactivated without an operator.
 */
function isInNeed(
  { known_free: free, account_ref: ref }: Redemption,
  mayBeInUse: boolean,
): boolean {
  return free !== 1 || (mayBeInUse && ref !== null)
}
