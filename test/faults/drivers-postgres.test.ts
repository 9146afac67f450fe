import { describe, test } from 'node:test'
import { historiesOfDrivers } from './drivers.ts'

describe(
  'whatever breaks, no invitation on PostgreSQL makes more accounts than its uses',
  { concurrency: 3 },
  () => {
    for (const { by, parts, play } of historiesOfDrivers('PostgreSQL', 9))
      test(`by ${by}`, parts, play)
  },
)
