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
  /** With these the person returns, and a login replaces the session of the registration. */
  register: readonly Fault[]
  logout: readonly Fault[]
}

type Kind = 'name' | 'join' | 'logout'

export interface History {
  guests: Guest[]
  /** Settles while the faults last; otherwise only afterwards. */
  settles: boolean
}

/** A logout that is answered 401 is done: only the homeserver itself has this errcode. */
function faultsOfKind(kind: Kind): readonly Fault[] {
  return faultsOf[kind].filter((fault) => kind !== 'logout' || fault !== '401')
}

/** Kills are rare, because every other job of the process has to be taken over as well. */
function faultsAt(kind: Kind): fc.Arbitrary<Fault[]> {
  const [kills, others] = [true, false].map((isKill) =>
    faultsOfKind(kind).filter((fault) => fault.startsWith('killed') === isKill),
  ) as [Fault[], Fault[]]
  const fault = fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...kills) },
    { weight: 9, arbitrary: fc.constantFrom(...others) },
  )
  return fc.array(fault, { maxLength: 3 })
}

/** More failures than a job has attempts, in two rooms: the jobs die. */
const deadly = Array<Fault>(16).fill('500')

const guestOf = (deadlyToo: boolean): fc.Arbitrary<Guest> =>
  fc.record({
    at: fc.integer({ min: 0, max: 300 }),
    twice: fc.boolean(),
    capital: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.constant(false)),
    lost: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
    name: faultsAt('name'),
    join: deadlyToo
      ? fc.oneof({ weight: 9, arbitrary: faultsAt('join') }, fc.constant(deadly))
      : faultsAt('join'),
    register: fc.oneof(
      { weight: 4, arbitrary: fc.constant([]) },
      fc.constantFrom<Fault[]>(['cut after'], ['killed after'], ['killed once answered']),
    ),
    logout: faultsAt('logout'),
  })

/** `bySession`: a session ends with the jobs, so no job dies that an operator could retry. */
export function historyOf(bySession: boolean): fc.Arbitrary<History> {
  return fc.record({
    guests: fc.array(guestOf(!bySession), { minLength: 5, maxLength: 8 }),
    settles: fc.boolean(),
  })
}

const calm: Guest = {
  at: 0,
  twice: false,
  capital: true,
  lost: false,
  name: [],
  join: [],
  register: [],
  logout: [],
}

/** Every fault of an introduction by these requests. */
export function pointsOf(these: readonly Kind[]): Point[] {
  return these.flatMap((kind) => faultsOfKind(kind).map((fault): Point => `${kind}: ${fault}`))
}

/** A history in which these faults happen, one each person. */
export function through(these: readonly Point[]): History {
  const guests = these.map((point): Guest => {
    const [kind, fault] = point.split(': ') as [Kind, Fault]
    return { ...calm, [kind]: [fault] }
  })
  return { guests, settles: false }
}

/** The same person to `test/faults`, which knows how to arrive and return. */
export function personOf({ at, twice, lost, name, join, logout, ...guest }: Guest) {
  const register: readonly Fault[] = lost ? ['cut after'] : guest.register
  // The login that replaces a lost session is lost, too, if nobody returns.
  const login: readonly Fault[] = lost ? ['cut after', 'cut after'] : []
  const script = { name, join, logout, register, login }
  return { ...plain, at, twice: twice && !lost, returns: !lost, script }
}
