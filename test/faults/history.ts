import * as fc from 'fast-check'
import { type Fault, faultsOf, type Kind, type Point, points, type Script } from './points.ts'

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
  script: Script
}

/** What an operator does while the first wave is under way. */
export interface Change {
  invite: number
  what: 'pause' | 'resume' | 'revoke' | 'two uses'
  at: number
}

export interface History {
  /** The uses of each invitation; null: unlimited. */
  invites: (number | null)[]
  people: Person[]
  changes: Change[]
  nonces: (Fault | null)[]
  /** Whether time passes, and what is lost is settled, between the two waves. */
  settles: boolean
}

const moment = fc.integer({ min: 0, max: 120 })

function faults(kind: Kind, length: number) {
  const fault = fc.constantFrom(...faultsOf[kind])
  return fc.array(fc.option(fault, { freq: 2 }), { maxLength: length })
}

const script: fc.Arbitrary<Script> = fc.record(
  {
    profile: faults('profile', 2),
    register: faults('register', 2),
    settle: faults('settle', 2),
    login: faults('login', 2),
    logout: faults('logout', 1),
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
  script: fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 3, arbitrary: script }),
})

const change: fc.Arbitrary<Change> = fc.record({
  invite: fc.nat({ max: 2 }),
  what: fc.constantFrom('pause', 'resume', 'revoke', 'two uses'),
  at: moment,
})

export const history: fc.Arbitrary<History> = fc.record({
  invites: fc.array(fc.constantFrom(1, 5, null), { minLength: 3, maxLength: 3 }),
  people: fc.array(person, { minLength: 10, maxLength: 16 }),
  changes: fc.array(change, { maxLength: 2 }),
  nonces: faults('nonce', 4),
  settles: fc.boolean(),
})

/** Histories in which every fault point is met, whatever the random ones do. */
export function coveringHistories(): History[] {
  const nonces = batchesOf(faultsOf.nonce, 4)
  const [settling, others] = [true, false].map((settles) =>
    batchesOf(
      points.filter(
        (point) => !point.startsWith('nonce') && point.startsWith('settle') === settles,
      ),
      12,
    ),
  )
  return [...(settling ?? []), ...(others ?? [])].map((batch, index) => ({
    invites: [null, 5, 1],
    people: batch.map(meeting),
    changes: [],
    nonces: nonces[index] ?? [],
    settles: batch.some((point) => point.startsWith('settle')),
  }))
}

function batchesOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}

/** Somebody who is sure to meet this fault point. */
function meeting(point: Point): Person {
  const [kind, fault] = point.split(': ') as [Kind, Fault]
  const lost: Script = kind === 'profile' || kind === 'register' ? {} : { register: ['cut after'] }
  return {
    invite: 0,
    name: 'own',
    late: false,
    at: 0,
    twice: false,
    returns: true,
    script: { ...lost, [kind]: [fault] },
  }
}
