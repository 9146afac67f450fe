import { waitFor } from '../../src/shared/wait.ts'
import type { Redemption } from '../../src/store/redemptions.ts'
import type { IntroductionRow } from '../../src/store/introduction-rows.ts'
import type { JobRow } from '../../src/store/work-rows.ts'
import type { World } from '../faults/world.ts'
import type { Arrived, Played } from './play.ts'
import { chosenName, type MemberEvent, type SynapseRooms } from './synapse-rooms.ts'

/** The violated guarantees of a history, one sentence each, as an administrator of Synapse sees them. */
export async function judge(world: World, at: SynapseRooms, played: Played): Promise<string[]> {
  const { operator, portals } = world
  const { invite } = played
  const arrived = await thoseAskedFor(at, played)
  const redemptions = await operator.db
    .selectFrom('redemptions')
    .selectAll()
    .where('invite_id', '=', invite)
    .execute()
  const jobs = await operator.db.selectFrom('jobs').selectAll().execute()
  const problems: string[] = []
  const isNamed = operator.homeserver.namesAccounts !== true
  for (const one of arrived) {
    const redemption = redemptions.find(
      ({ localpart, outcome }) => localpart === one.localpart && outcome === 'created',
    )
    const isLeft = one.guest.lost && at.bySession
    problems.push(...ofJobs(one, { redemption, jobs, rooms: at.rooms.length, isNamed }))
    if (redemption) problems.push(...ofSteps(one, await stepsOf(world, redemption.id), isLeft))
    problems.push(...(await ofPerson(at, one)))
  }
  const entered = arrived.filter(({ guest }) => !(guest.lost && at.bySession))
  for (const room of at.rooms) {
    problems.push(...(await ofRoom(at, room, { ...played, arrived: entered })))
  }
  const kept = await operator.db.selectFrom('introduction_sessions').selectAll().execute()
  if (kept.length > 0) problems.push(`${kept.length} sessions are kept`)
  if (portals.some((portal) => portal.died())) problems.push('a portal ended by itself')
  return problems
}

/** Without those whose portal was killed before it asked for their account, and who never returned. */
async function thoseAskedFor(at: SynapseRooms, { arrived }: Played): Promise<Arrived[]> {
  const exists = await Promise.all(
    arrived.map(async ({ user }) => (await at.nameOf(user)) !== null),
  )
  return arrived.filter(({ guest }, index) => !guest.lost || exists[index])
}

/** One job a step, each done; nothing of the name is left. */
function ofJobs(
  { name, endings, guest }: Arrived,
  {
    redemption,
    jobs,
    rooms,
    isNamed,
  }: { redemption: Redemption | undefined; jobs: JobRow[]; rooms: number; isNamed: boolean },
): string[] {
  if (!redemption) {
    return [`${name} was told ${endings.join(', ')}, and has no account`]
  }
  const all = jobs.filter(({ key }) => key.startsWith(`${redemption.id}:`))
  const own = all.filter(({ kind }) => kind === 'introduce')
  const steps = rooms + (guest.capital && isNamed ? 1 : 0)
  const undone = all.filter((job) => job.done_at === null)
  return [
    ...(own.length === steps ? [] : [`${name} has ${own.length} jobs, not ${steps}`]),
    ...undone.map((job) => `${name}: ${job.key} is not done: ${job.last_error}`),
    ...(redemption.display_name === null || guest.lost ? [] : [`${name}: the name is kept`]),
  ]
}

function stepsOf({ operator: { db } }: World, id: string) {
  return db.selectFrom('introductions').selectAll().where('redemption_id', '=', id).execute()
}

/** Each is done; where only a session can act, whoever never returned has them left. */
function ofSteps({ name }: Arrived, steps: IntroductionRow[], isLeft: boolean): string[] {
  const wanted = isLeft ? 'left' : 'done'
  return steps
    .filter(({ state }) => state !== wanted)
    .map(({ step, state, cause }) => `${name}: ${step} is ${state}, not ${wanted} (${cause})`)
}

/**
 * The name is theirs, and no session of ours is left. Of somebody who came back the password is verified by
 * a login, whose answer may be lost (docs/homeservers.md).
 */
async function ofPerson(at: SynapseRooms, one: Arrived): Promise<string[]> {
  const { user, name, localpart, endings, guest } = one
  const isLost = guest.lost && at.bySession
  const shown = await at.nameOf(user)
  const wanted = at.renamed.has(localpart) ? chosenName : name
  const isBack = endings.length > 1 && endings.some((ending) => ending !== 'welcome')
  const devices = isBack || isLost ? 0 : await at.countDevices(one)
  return [
    ...(shown === wanted || isLost ? [] : [`${name} is called ${shown}`]),
    ...(devices === 0 ? [] : [`${name} has ${devices} devices`]),
  ]
}

async function ofRoom(
  at: SynapseRooms,
  room: string,
  { arrived, before }: Played,
): Promise<string[]> {
  const position = String(before.get(room))
  const read = async () => {
    const events = await at.since(room, position)
    return arrived.flatMap((one) => ofMember(at, one, { room, events }))
  }
  // Synapse brings a new display name into the rooms in the background.
  await waitFor(10_000, async () => ((await read()).length === 0 ? true : undefined))
  return read()
}

/**
 * Came in once, is in, and has the name there; no event says again what the one before said. Of a name
 * that its owner changed, Synapse may tell the rooms late.
 */
function ofMember(
  { renamed }: SynapseRooms,
  { user, name, localpart }: Arrived,
  { room, events }: { room: string; events: readonly MemberEvent[] },
): string[] {
  const isRenamed = renamed.has(localpart)
  const own = events.filter(({ state_key: key }) => key === user).map(({ content }) => content)
  const last = own.at(-1)
  const entries = own.filter((content, index) => isJoin(content) && !isJoin(own[index - 1]))
  const repeated = own.filter((content, index) => isSame(content, own[index - 1]))
  if (!isJoin(last)) return [`${name} is not in ${room}`]
  return [
    ...(entries.length === 1 ? [] : [`${name} came into ${room} ${entries.length} times`]),
    ...(repeated.length === 0 ? [] : [`${name}: ${room} shows a step twice`]),
    ...(isRenamed || last?.displayname === name
      ? []
      : [`${name} is ${last?.displayname} in ${room}`]),
  ]
}

type Member = MemberEvent['content'] | undefined

function isJoin(content: Member): boolean {
  return content?.membership === 'join'
}

function isSame(content: Member, before: Member): boolean {
  return (
    content?.membership === before?.membership &&
    content?.displayname === before?.displayname &&
    // A restricted room tells by whom somebody was let in, but not when they join again.
    content?.join_authorised_via_users_server === before?.join_authorised_via_users_server
  )
}
