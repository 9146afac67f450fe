import * as fc from 'fast-check'
import { plain } from '../faults/history.ts'
import { type Fault, faultsOf, type Point } from '../faults/points.ts'

/** A person who joins, and the faults of the requests that introduce them. */
export interface Guest {
  /** When the button is pressed, in ms from the start. */
  at: number
  twice: boolean
  /** Types the name with a capital, so that there is a display name to set. */
  capital: boolean
  /** The answer about the account is lost and they never return: settling finds the account. */
  lost: boolean
  name: readonly Fault[]
  join: readonly Fault[]
}

export interface History {
  guests: Guest[]
  /** Settles while the faults last; otherwise only afterwards. */
  settles: boolean
}

/** Kills are rare, because every other job of the process has to be taken over as well. */
function faultsAt(kind: 'name' | 'join'): fc.Arbitrary<Fault[]> {
  const [kills, others] = [true, false].map((isKill) =>
    faultsOf[kind].filter((fault) => fault.startsWith('killed') === isKill),
  ) as [Fault[], Fault[]]
  const fault = fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...kills) },
    { weight: 9, arbitrary: fc.constantFrom(...others) },
  )
  return fc.array(fault, { maxLength: 3 })
}

/** More failures than a job has attempts, in two rooms: the jobs die. */
const deadly = Array<Fault>(16).fill('500')

const guest: fc.Arbitrary<Guest> = fc.record({
  at: fc.integer({ min: 0, max: 300 }),
  twice: fc.boolean(),
  capital: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.constant(false)),
  lost: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
  name: faultsAt('name'),
  join: fc.oneof({ weight: 9, arbitrary: faultsAt('join') }, fc.constant(deadly)),
})

export const history: fc.Arbitrary<History> = fc.record({
  guests: fc.array(guest, { minLength: 5, maxLength: 8 }),
  settles: fc.boolean(),
})

const calm: Guest = {
  at: 0,
  twice: false,
  capital: true,
  lost: false,
  name: [],
  join: [],
}

/** Every fault of an introduction. */
export const points: Point[] = (['name', 'join'] as const).flatMap((kind) =>
  faultsOf[kind].map((fault): Point => `${kind}: ${fault}`),
)

/** A history in which these faults happen, one each person. */
export function through(these: readonly Point[]): History {
  const guests = these.map((point): Guest => {
    const [kind, fault] = point.split(': ') as ['name' | 'join', Fault]
    return { ...calm, [kind]: [fault] }
  })
  return { guests, settles: false }
}

/** The same person to `test/faults`, which knows how to arrive and return. */
export function personOf({ at, twice, lost, name, join }: Guest) {
  const script = { name, join, ...(lost && { register: ['cut after' as const] }) }
  return { ...plain, at, twice: twice && !lost, returns: !lost, script }
}
