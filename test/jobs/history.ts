import * as fc from 'fast-check'

/** Short times in the place of the program's, so that a history ends in seconds. */
export const terms = {
  concurrency: 4,
  leaseMs: 3_000,
  backOffMs: [60, 90, 120, 150, 180, 210, 240],
  pollMs: 25,
  stopMs: 1_000,
}

/** Longer than a claim lasts that nobody renews. */
export const slowMs = terms.leaseMs + 500

/** What a rate limit says. */
export const limitedMs = 80

/**
 * What can happen to an attempt: its process is killed between claim and effect, between effect and
 * answer, or between answer and done; the answer is lost before or after the effect; it is refused;
 * it has to wait; it takes longer than a claim.
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
  /** Attempt by attempt; beyond the end all is well. */
  script: Fault[]
  /** Asked for twice in one change. */
  twice: boolean
  /** Made by a change that is rolled back. */
  undone: boolean
}

export interface History {
  works: Work[]
}

const day = 24 * 3_600_000

/** What each process's own clock is off by, in ms. */
export const skews = [0, day, -day]

/** Killing is rare: whatever else its process does has to be taken over, too. */
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

/** Every fault is met. */
export const everything: History = {
  works: [
    ...faults.map((one): Work => ({ script: [one], twice: false, undone: false })),
    { script: Array<Fault>(8).fill('refused'), twice: true, undone: false },
    { script: ['limited', 'limited', 'refused', 'limited'], twice: false, undone: false },
    ...Array.from({ length: 12 }, (_, at): Work => ({ script: [], twice: true, undone: at === 0 })),
  ],
}
