import * as fc from 'fast-check'
import { type Fault, faultsOf, type Kind, kinds, type Point, type Script } from './points.ts'

/** Somebody with a link, and what happens to what is asked of the homeserver about their name. */
export interface Person {
  /** Index of the invitation. */
  invite: number
  /** `rival`: wants the name of the person before them in the list. */
  name: 'own' | 'rival' | 'taken' | 'deactivated'
  /** Opened the form early, and presses the button in the second wave. */
  late: boolean
  /** When the button is pressed in the wave, in ms. */
  at: number
  twice: boolean
  /** Tries again after an error, in the same browser with the same name and password. */
  returns: boolean
  /** Goes on at the homeserver, whatever the portal said: signs in, or goes through its own form. */
  goesOn: boolean
  script: Script
}

/** What an operator does while the first wave is under way. */
export interface Change {
  invite: number
  what: 'pause' | 'resume' | 'revoke' | 'two uses'
  at: number
}

/** Somebody sets the first portal's clock: by more than it takes until something is settled, and by
 * less than a browser is known by its key. */
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
  /** What happens to requests that say no name. */
  unnamed: Script
  /** When so much time passes that what is lost is settled: in the first wave, or after it. Settling
   * without that, which always happens after it, must do nothing. */
  settles: 'amid' | 'between' | 'never'
}

const moment = fc.integer({ min: 0, max: 120 })

/**
 * Without `snatched`: a name that is given away between question and request is ours by all that can
 * be seen if the answer is lost (docs/reliability.md). It is met alone, in the covering histories.
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
 * Histories in which these fault points are met, whatever the random ones do. A killed portal changes
 * what happens to everybody else, so each kill has a history of its own.
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

/** Where registration tokens stand for accounts, only the first question says a name. */
function isUnnamed(point: Point, named: boolean): boolean {
  return kindOf(point) === 'nonce' || (!named && kindOf(point) !== 'profile')
}

/** Requests of one kind, which say no name. */
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

/** People, and nothing else happens. */
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

/** Answers about names are lost, of which it could not be seen who has them. */
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

/** The hold of somebody who waits for an answer is given back, and others are after the only place. */
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

/** What a request was to be carried out with ends on its way; the next one arrives late. */
export const endsOnTheWay: History = {
  ...calm([
    { ...plain, invite: 2, returns: false, script: { register: ['delayed', 'late'] } },
    { ...plain, invite: 2, at: 420 },
  ]),
  settles: 'amid',
}

/** Somebody who is sure to meet this fault point. */
function meeting(point: Point): Person {
  const kind = kindOf(point)
  const returns = !/late$|slow$/.test(point) && kind !== 'shut'
  return { ...plain, returns, script: { ...before(kind), [kind]: [faultAt(point)] } }
}

/** What has to go wrong before, so that a request of this kind is made. */
function before(kind: Kind): Script {
  switch (kind) {
    case 'profile':
    case 'register':
    case 'password':
      return {}
    // A user whose password was asked for is never shut.
    case 'shut':
      return { register: ['cut after'] }
    default:
      return { register: ['cut after'] }
  }
}

/** The request comes twice, so that its answer says that it came too late; then nothing can be asked. */
export const twiceThenSilence = calm([
  {
    ...plain,
    invite: 2,
    returns: false,
    script: { profile: [null, 'garbage', 'garbage'], register: ['twice'] },
  },
  { ...plain, invite: 2, late: true, returns: false },
])
