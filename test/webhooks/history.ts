import * as fc from 'fast-check'
import type { EventKind } from '../../src/model/events.ts'

/** How long a sender waits for a response in a history, in ms. */
export const timeoutMs = 400

/** The waits of an endpoint after failures, in ms. */
export const waitsMs = [40, 80, 120]

/** `killed`: a replica is killed while the request waits. `killed after`: after the request was accepted. */
const faults = ['500', '429', 'reset', 'hang', 'redirect', 'killed', 'killed after'] as const
type Fault = (typeof faults)[number]

/** The endpoints: all events, some, and those of another group. */
export const endpoints = [
  { path: '/all', events: null },
  { path: '/some', events: ['profile.written'] },
  { path: '/group', events: ['allowance.*'] },
] as const

export interface Happening {
  kind: EventKind
  /** The change is rolled back. */
  isUndone: boolean
  /** The faults of the first requests to each endpoint; beyond: none. */
  scripts: readonly (readonly Fault[])[]
}

const fault = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom<Fault>('500', '429', 'reset', 'redirect') },
  { weight: 1, arbitrary: fc.constantFrom<Fault>('hang', 'killed', 'killed after') },
)

const script = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Fault[]>([]) },
  { weight: 1, arbitrary: fc.array(fault, { maxLength: 2 }) },
)

export const history: fc.Arbitrary<Happening[]> = fc.array(
  fc.record({
    kind: fc.constantFrom<EventKind>('profile.written', 'allowance.set', 'invite.made'),
    isUndone: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, fc.constant(true)),
    scripts: fc.tuple(script, script, script),
  }),
  { minLength: 8, maxLength: 20 },
)

/** Every fault at every endpoint. */
export const everything: Happening[] = [
  ...faults.map((one): Happening => ({
    kind: 'profile.written',
    isUndone: false,
    scripts: [[one], [one], []],
  })),
  { kind: 'allowance.set', isUndone: false, scripts: [[], [], ['reset', 'killed']] },
  { kind: 'allowance.set', isUndone: true, scripts: [[], [], []] },
]
