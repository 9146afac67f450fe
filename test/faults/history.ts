import * as fc from 'fast-check'
import { type Fault, faultsOf, type Kind, kinds, type Point, type Script } from './points.ts'

/** A person with a link, and the faults of the homeserver requests about their name. */
export interface Person {
  /** Index of the invitation. */
  invite: number
  /** `rival`: wants the name of the previous person in the list. */
  name: 'own' | 'rival' | 'taken' | 'deactivated'
  /** Opens the form early, and presses the button in the second wave. */
  late: boolean
  /** When the button is pressed, in ms from the start of the wave. */
  at: number
  twice: boolean
  /** Tries again after an error, in the same browser with the same name and password. */
  returns: boolean
  /** Continues at the homeserver, whatever the portal answered: signs in, or uses its own form. */
  goesOn: boolean
  script: Script
}

/** An operator's changes during the first wave. */
export interface Change {
  invite: number
  what: 'pause' | 'resume' | 'revoke' | 'two uses'
  at: number
}

/**
 * A change of the first portal's clock: by more than the delay before settling, and by less than the
 * lifetime of a browser's attempt key.
 */
export interface Step {
  by: number
  at: number
}

export interface History {
  /** The uses of each invitation; null: unlimited. */
  invites: (number | null)[]
  people: Person[]
  changes: Change[]
  steps: Step[]
  /** Faults of requests without a name. */
  unnamed: Script
  /** When the clocks advance so far that lost redemptions are settled: during the first wave, or after it.
   * Settling without that always runs after the wave, and must do nothing. */
  settles: 'amid' | 'between' | 'never'
}

const moment = fc.integer({ min: 0, max: 120 })

/**
 * Without `snatched`: if a name is taken between check and registration and the response is lost, the
 * account is indistinguishable from ours (docs/reliability.md). The covering histories test it alone.
 */
function faultsAt(kind: Kind, length: number) {
  const fault = fc.constantFrom(...faultsOf[kind].filter((it) => it !== 'snatched'))
  return fc.array(fc.option(fault, { freq: 2 }), { maxLength: length })
}

const anyScript: fc.Arbitrary<Script> = fc.record(
  {
    profile: faultsAt('profile', 2),
    register: faultsAt('register', 2),
    password: faultsAt('password', 2),
    settle: faultsAt('settle', 2),
    shut: faultsAt('shut', 2),
    login: faultsAt('login', 2),
    logout: faultsAt('logout', 1),
  },
  { requiredKeys: [] },
)

const person: fc.Arbitrary<Person> = fc.record({
  invite: fc.nat({ max: 2 }),
  name: fc.oneof(
    { weight: 7, arbitrary: fc.constant('own' as const) },
    { weight: 3, arbitrary: fc.constantFrom('rival', 'taken', 'deactivated') },
  ),
  late: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
  at: moment,
  twice: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true)),
  returns: fc.boolean(),
  goesOn: fc.boolean(),
  script: fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 3, arbitrary: anyScript }),
})

const change: fc.Arbitrary<Change> = fc.record({
  invite: fc.nat({ max: 2 }),
  what: fc.constantFrom('pause', 'resume', 'revoke', 'two uses'),
  at: moment,
})

const minute = 60_000

const step: fc.Arbitrary<Step> = fc.record({
  by: fc.constantFrom(2 * minute, -2 * minute),
  at: moment,
})

export const history: fc.Arbitrary<History> = fc.record({
  invites: fc.array(fc.constantFrom(1, 5, null), { minLength: 3, maxLength: 3 }),
  people: fc.array(person, { minLength: 10, maxLength: 16 }),
  changes: fc.array(change, { maxLength: 2 }),
  steps: fc.array(step, { maxLength: 2 }),
  unnamed: fc.record({
    nonce: faultsAt('nonce', 4),
    mint: faultsAt('mint', 4),
    settle: faultsAt('settle', 4),
    shut: faultsAt('shut', 4),
  }),
  settles: fc.constantFrom('amid', 'between', 'never'),
})

/**
 * Histories that meet these fault points, whatever the random ones do. A killed portal affects everybody
 * else, so each kill has a separate history.
 */
export function historiesThrough(points: Point[], named = true): History[] {
  const [kills, faults] = split(points, (point) => point.includes('killed'))
  const [unnamed, others] = split(faults, (point) => isUnnamed(point, named))
  const [settling, rest] = split(others, (point) => point.startsWith('settle'))
  return [
    ...[...chunk(settling), ...chunk(rest)].map((batch) => calm(batch.map(meeting))),
    ...kills.map((point) =>
      isUnnamed(point, named) ? meetingUnnamed([point]) : calm([...crowd, meeting(point)]),
    ),
    ...kinds
      .map((kind) => unnamed.filter((point) => kindOf(point) === kind))
      .flatMap((some) => chunk(some).map(meetingUnnamed)),
  ]
}

/** With registration tokens instead of accounts, only the first request contains a name. */
function isUnnamed(point: Point, named: boolean): boolean {
  return kindOf(point) === 'nonce' || (!named && kindOf(point) !== 'profile')
}

/** Requests of one kind, without a name. */
function meetingUnnamed(points: Point[]): History {
  const [first] = points
  const kind = first === undefined ? 'nonce' : kindOf(first)
  const people = crowd.map((one) => ({ ...one, goesOn: false }))
  const settles = kind === 'settle' ? 'between' : 'never'
  return { ...calm(people), unnamed: { [kind]: points.map(faultAt) }, settles }
}

function kindOf(point: Point): Kind {
  return point.slice(0, point.indexOf(':')) as Kind
}

function split(items: Point[], isLeft: (item: Point) => boolean): [Point[], Point[]] {
  return [items.filter(isLeft), items.filter((item) => !isLeft(item))]
}

function chunk(items: Point[], size = 8): Point[][] {
  if (items.length === 0) return []
  return [items.slice(0, size), ...chunk(items.slice(size), size)]
}

/** People only, without faults. */
export function calm(people: Person[]): History {
  const toSettle = people.some(({ script }) => script.settle !== undefined)
  const settles = toSettle ? 'between' : 'never'
  return { invites: [null, 5, 1], people, changes: [], steps: [], unnamed: {}, settles }
}

export const plain: Person = {
  invite: 0,
  name: 'own',
  late: false,
  at: 0,
  twice: false,
  returns: true,
  goesOn: false,
  script: {},
}

function faultAt(point: Point): Fault {
  return point.slice(point.indexOf(':') + 2) as Fault
}

const crowd = Array.from({ length: 8 }, () => plain)

/** Responses about names are lost, so that the owner of a name is unknown. */
export const lostAnswers = calm([
  ...crowd,
  ...(['own', 'taken', 'deactivated'] as const).map((name): Person => {
    return { ...plain, name, script: { profile: ['hidden'], register: ['cut after'] } }
  }),
])

/** The clock jumps ahead while the only place waits for a registration that arrives late. */
export const clockAhead: History = {
  ...calm([
    { ...plain, invite: 2, returns: false, script: { register: ['late'] } },
    { ...plain, invite: 2, at: 420 },
  ]),
  steps: [{ by: 2 * minute, at: 280 }],
}

/** A hold is given back while its owner waits for a response, and others want the only place. */
export const heldTooLong: History = {
  ...calm(
    [0, 1, 2].flatMap((invite) => [
      { ...plain, invite, at: 30 * invite, returns: false, script: { profile: ['delayed'] } },
      ...[110, 170, 230].map((at): Person => ({ ...plain, invite, at })),
    ]),
  ),
  invites: [1, 1, 1],
  settles: 'amid',
}

/** A request's nonce or session expires on the way; the next request arrives late. */
export const endsOnTheWay: History = {
  ...calm([
    { ...plain, invite: 2, returns: false, script: { register: ['delayed', 'late'] } },
    { ...plain, invite: 2, at: 420 },
  ]),
  settles: 'amid',
}

/** A person who is sure to meet this fault point. */
function meeting(point: Point): Person {
  const kind = kindOf(point)
  const returns = !/late$|slow$/.test(point) && kind !== 'shut'
  return { ...plain, returns, script: { ...before(kind), [kind]: [faultAt(point)] } }
}

/** Earlier faults that are needed to cause a request of this kind. */
function before(kind: Kind): Script {
  switch (kind) {
    case 'profile':
    case 'register':
    case 'password':
      return {}
    // A user whose password may be set is never deactivated.
    case 'shut':
      return { register: ['cut after'] }
    default:
      return { register: ['cut after'] }
  }
}

/** The request arrives twice, so that its response says "too late"; after that requests fail. */
export const twiceThenSilence = calm([
  {
    ...plain,
    invite: 2,
    returns: false,
    script: { profile: [null, 'garbage', 'garbage'], register: ['twice'] },
  },
  { ...plain, invite: 2, late: true, returns: false },
])
