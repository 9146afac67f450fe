import * as fc from 'fast-check'

/** What somebody does to the request of an applicant, at one of the portals, after some milliseconds. */
export interface Act {
  kind:
    | 'approve'
    | 'decline'
    | 'approve by mail'
    | 'decline by mail'
    | 'react'
    | 'withdraw'
    | 'join'
  who: number
  replica: number
  afterMs: number
}

/** Acts at the same moment, and a portal that is killed meanwhile. */
interface Round {
  acts: Act[]
  kill: { replica: number; afterMs: number } | null
}

/** Applicants ask in the first round, which has no acts of others. */
export interface History {
  asking: Round['kill']
  rounds: Round[]
}

export const replicas = 2
export const applicants = 4

const replica = fc.nat({ max: replicas - 1 })
const afterMs = fc.nat({ max: 30 })

const act: fc.Arbitrary<Act> = fc.record({
  kind: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom<Act['kind']>('approve', 'approve by mail', 'react') },
    { weight: 1, arbitrary: fc.constantFrom<Act['kind']>('decline', 'decline by mail') },
    { weight: 1, arbitrary: fc.constantFrom<Act['kind']>('withdraw', 'join') },
  ),
  who: fc.nat({ max: applicants - 1 }),
  replica,
  afterMs,
})

const kill = fc.option(fc.record({ replica, afterMs }))

export const history: fc.Arbitrary<History> = fc.record({
  asking: kill,
  rounds: fc.array(fc.record({ acts: fc.array(act, { minLength: 2, maxLength: 8 }), kill }), {
    minLength: 1,
    maxLength: 3,
  }),
})

const atOnce = (kind: Act['kind'], who: number): Act[] =>
  Array.from({ length: replicas }, (_, at) => ({ kind, who, replica: at, afterMs: 0 }))

/** Everybody decides at the same moment, in each way. */
export const everything: History = {
  asking: { replica: 0, afterMs: 10 },
  rounds: [
    {
      acts: [
        ...atOnce('approve', 0),
        ...atOnce('decline', 0),
        ...atOnce('approve by mail', 1),
        ...atOnce('react', 1),
        ...atOnce('decline by mail', 2),
        ...atOnce('withdraw', 2),
        ...atOnce('react', 3),
        ...atOnce('approve', 3),
      ],
      kill: { replica: 1, afterMs: 15 },
    },
    {
      acts: [0, 1, 2, 3].flatMap((who) => atOnce('join', who)),
      kill: { replica: 0, afterMs: 20 },
    },
  ],
}
