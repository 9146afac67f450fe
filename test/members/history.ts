import * as fc from 'fast-check'

/** How many processes share the database. */
export const replicas = 3

const acts = [
  'make',
  'make two',
  'pause',
  'resume',
  'withdraw',
  'undo',
  'hold',
  'settle',
  'expire',
] as const
export type Act = (typeof acts)[number]

interface Step {
  act: Act
  replica: number
  /** Which of the member's invitations, modulo their number. */
  of: number
}

/** Steps that begin at the same time. */
export interface Wave {
  steps: Step[]
  /** Which process is killed, and how long after the steps began; null: none. */
  kill: { replica: number; afterMs: number } | null
}

export interface History {
  perMonth: number
  waves: Wave[]
}

const replica = fc.nat(replicas - 1)
const steps = fc.array(fc.record({ act: fc.constantFrom<Act>(...acts), replica, of: fc.nat(20) }), {
  minLength: 2,
  maxLength: 8,
})
const rush = fc.array(fc.record({ act: fc.constant<Act>('make'), replica, of: fc.constant(0) }), {
  minLength: 3,
  maxLength: 8,
})
const kill = fc.record({ replica, afterMs: fc.nat(12) })

const wave: fc.Arbitrary<Wave> = fc.record({
  steps: fc.oneof({ weight: 3, arbitrary: steps }, { weight: 1, arbitrary: rush }),
  kill: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: kill }),
})

export const history: fc.Arbitrary<History> = fc.record({
  perMonth: fc.integer({ min: 1, max: 4 }),
  waves: fc.array(wave, { minLength: 6, maxLength: 12 }),
})
