import * as fc from 'fast-check'

/** Shorter times than the program's, so that a history ends in seconds. */
export const terms = {
  concurrency: 4,
  leaseMs: 3_000,
  backOffMs: [60, 90, 120, 150, 180, 210, 240],
  pollMs: 25,
  stopMs: 1_000,
}

/** Longer than a claim without renewal. */
export const slowMs = terms.leaseMs + 500

/** The retry time of a rate limit. */
export const limitedMs = 80

/**
 * The faults of an attempt: its process is killed between claim and effect, between effect and response,
 * or between response and done; the connection is cut before or after the effect; it is refused; it is
 * rate-limited; it takes longer than a claim.
 */
const faults = [
  'killed before',
  'killed after',
  'killed once answered',
  'cut before',
  'cut after',
  'refused',
  'limited',
  'slow',
] as const
export type Fault = (typeof faults)[number]

export interface Work {
  /** The fault of each attempt; beyond the end: none. */
  script: Fault[]
  /** Requested twice in one change. */
  twice: boolean
  /** Created by a change that is rolled back. */
  undone: boolean
}

export interface History {
  works: Work[]
}

const day = 24 * 3_600_000

/** The clock error of each process, in ms. */
export const skews = [0, day, -day]

/** Kills are rare, because every other job of the process has to be taken over as well. */
const fault = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom<Fault>('killed before', 'killed after') },
  { weight: 1, arbitrary: fc.constantFrom<Fault>('killed once answered', 'slow') },
  {
    weight: 6,
    arbitrary: fc.constantFrom<Fault>('cut before', 'cut after', 'refused', 'limited'),
  },
)

const work: fc.Arbitrary<Work> = fc.record({
  script: fc.oneof(
    { weight: 3, arbitrary: fc.constant<Fault[]>([]) },
    { weight: 3, arbitrary: fc.array(fault, { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.constant(Array<Fault>(8).fill('refused')) },
  ),
  twice: fc.boolean(),
  undone: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, fc.constant(true)),
})

export const history: fc.Arbitrary<History> = fc.record({
  works: fc.array(work, { minLength: 15, maxLength: 30 }),
})

/** A history with every fault. */
export const everything: History = {
  works: [
    ...faults.map((one): Work => ({ script: [one], twice: false, undone: false })),
    { script: Array<Fault>(8).fill('refused'), twice: true, undone: false },
    { script: ['limited', 'limited', 'refused', 'limited'], twice: false, undone: false },
    ...Array.from({ length: 12 }, (_, at): Work => ({ script: [], twice: true, undone: at === 0 })),
  ],
}
