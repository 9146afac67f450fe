import * as fc from 'fast-check'

/** What happens to the bot, one after the other, while it works. */
export type Step =
  | { what: 'command'; text: string }
  /** Nothing may be answered: an edit of a command, another bot, an invalid reaction. */
  | { what: 'edit' | 'notice' | 'hostile' }
  /** A request to join, and a reaction to one, the first of which decides. */
  | { what: 'ask' }
  | { what: 'decide'; which: number; sign: '✅' | '❌' }
  /** More than one sync says at once. */
  | { what: 'crowd' }
  | { what: 'kill'; replica: number }
  | { what: 'freeze'; replica: number }
  /** The answer to this message of the bot, counted from now on, is lost. */
  | { what: 'lose'; request: number }

export const replicas = 3

const commands = ['!invite', '!invite 2 1d', '!list', '!help', '!pause nothing', '!nonsense']

const replica = fc.integer({ min: 0, max: replicas - 1 })

const which = fc.nat({ max: 3 })
const sign = fc.constantFrom('✅' as const, '❌' as const)

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      what: fc.constant('command' as const),
      text: fc.constantFrom(...commands),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ what: fc.constantFrom('edit', 'notice', 'hostile' as const) }),
  },
  { weight: 3, arbitrary: fc.constant({ what: 'ask' as const }) },
  { weight: 4, arbitrary: fc.record({ what: fc.constant('decide' as const), which, sign }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('kill' as const), replica }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('freeze' as const), replica }) },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('lose' as const),
      request: fc.integer({ min: 1, max: 3 }),
    }),
  },
)

export const history = fc.array(step, { minLength: 4, maxLength: 14 })

/** One with everything. */
export const everything: Step[] = [
  { what: 'command', text: '!invite' },
  { what: 'ask' },
  { what: 'kill', replica: 0 },
  { what: 'decide', which: 0, sign: '❌' },
  { what: 'decide', which: 0, sign: '✅' },
  { what: 'command', text: '!invite 2 1d' },
  { what: 'edit' },
  { what: 'lose', request: 2 },
  { what: 'kill', replica: 1 },
  { what: 'crowd' },
  { what: 'command', text: '!list' },
  { what: 'hostile' },
  { what: 'freeze', replica: 2 },
  { what: 'kill', replica: 2 },
  { what: 'notice' },
  { what: 'lose', request: 1 },
  { what: 'command', text: '!invite' },
]
