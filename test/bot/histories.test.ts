import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { sql } from 'kysely'
import { onDatabase } from '../support/databases.ts'
import type { Kind } from '../support/portal.ts'
import { type Arrivals, type Fault, minute, openArrivals } from './world.ts'

// Random histories of people with Matrix accounts: presses at once, lost and late answers, kills, servers
// that are down, people who come, decline and are sent away, corrections, and invitations taken back.

const faults: (Fault | null)[] = [
  null,
  null,
  'lost answer',
  'lost request',
  'late',
  'killed before',
  'killed after',
  'limited',
  'unreachable',
  'refused',
]
const who = fc.integer({ min: 0, max: 3 })

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('press' as const),
      browser: who,
      who,
      times: fc.constantFrom(1, 1, 4),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('work' as const),
      fault: fc.constantFrom(...faults),
      times: fc.constantFrom(1, 1, 2),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('passes' as const),
      minutes: fc.integer({ min: 1, max: 40 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('joins' as const, 'declines' as const, 'is sent away' as const),
      who,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('taken back' as const), who }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'followed' as const }) },
)

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

const history = fc.record({
  uses: fc.integer({ min: 1, max: 3 }),
  steps: fc.array(step, { minLength: 5, maxLength: 30 }),
})

interface Play {
  invite: string
  uses: number
  addressOf: (who: number) => string
}

let plays = 0

async function run(
  arrivals: Arrivals,
  { uses, steps }: { uses: number; steps: Step[] },
): Promise<void> {
  const { id: invite } = await arrivals.make(uses)
  const number = plays++
  const play = { invite, uses, addressOf: (one: number) => `@p${number}x${one}:example.net` }
  for (const one of steps) {
    await act(arrivals, play, one)
    await judge(arrivals, play, false)
  }
  // The faults are over: the jobs run until nothing is open.
  for (let turn = 0; turn < 12; turn++) {
    arrivals.pass(31 * minute)
    await work(arrivals, play, 1)
    await arrivals.follow()
  }
  await judge(arrivals, play, true)
}

async function act(arrivals: Arrivals, play: Play, one: Step): Promise<void> {
  const { space } = arrivals
  switch (one.kind) {
    case 'press': {
      const press = () => arrivals.press(play.invite, one.browser, play.addressOf(one.who))
      await Promise.all(Array.from({ length: one.times }, press))
      break
    }
    case 'work':
      arrivals.fault = one.fault
      await work(arrivals, play, one.times)
      arrivals.fault = null
      break
    case 'passes':
      arrivals.pass(one.minutes * minute)
      break
    case 'followed':
      await arrivals.follow()
      break
    case 'taken back': {
      const rows = await rowsOf(arrivals, play)
      const row = rows.findLast(({ address }) => address === play.addressOf(one.who))
      if (row) await arrivals.takeBack(row.id)
      break
    }
    default:
      changeMembership(space, play.addressOf(one.who), one.kind)
  }
}

function changeMembership(
  space: Arrivals['space'],
  address: string,
  kind: 'joins' | 'declines' | 'is sent away',
): void {
  if (space.get(address)?.membership !== 'invite') return
  const by = kind === 'is sent away' ? '@owner:example.org' : address
  space.set(address, { membership: kind === 'joins' ? 'join' : 'leave', by })
}

function rowsOf({ rows }: Arrivals, { invite }: Play) {
  return rows(invite)
}

async function work(arrivals: Arrivals, play: Play, times: number): Promise<void> {
  for (const row of await rowsOf(arrivals, play)) {
    await Promise.all(Array.from({ length: times }, () => arrivals.work(row.id)))
  }
}

/** `isOver`: no request and no job is open any more. */
async function judge(arrivals: Arrivals, play: Play, isOver: boolean): Promise<void> {
  const rows = await rowsOf(arrivals, play)
  const { used = -1, held = -1 } = (await arrivals.counts(play.invite)) ?? {}
  const having = (place: string) => rows.filter((row) => row.place === place)
  assert.equal(used, having('used').length, 'a use for each row that has one')
  assert.equal(held, having('held').length, 'a hold for each row that has one')
  assert.ok(used + held <= play.uses, 'never a place too many')
  const counted = [...having('used'), ...having('held')]
  for (let one = 0; one <= 3; one++) {
    const address = play.addressOf(one)
    const own = counted.filter((row) => row.address === address && row.ended_at === null)
    // Until its invitation is taken back, an address that was corrected has the place.
    const open = own.length > 0 ? own : counted.filter((row) => row.former === address)
    const membership = arrivals.space.get(address)?.membership
    const isIn = membership === 'invite' || membership === 'join'
    if (isIn) assert.equal(open.length, 1, `${membership}: exactly one place`)
    if (isOver && !isIn) assert.equal(open.length, 0, 'nobody who is not in holds a place')
  }
  if (isOver) assert.ok(!rows.some((row) => row.state === 'waiting'), 'all is decided')
}

const runs = Number(process.env['TEST_ARRIVAL_HISTORIES'] ?? 10)

for (const kind of ['SQLite', 'PostgreSQL'] satisfies Kind[]) {
  test(
    `whatever fails, whoever is invited has exactly one place, on ${kind}`,
    onDatabase(kind),
    async () => {
      await using arrivals = await openArrivals(kind)
      await fc.assert(
        fc.asyncProperty(history, (one) => run(arrivals, one)),
        { numRuns: runs, seed: 1, endOnFailure: true },
      )
    },
  )
}

test('the judge notices two rows for one address', async () => {
  await using arrivals = await openArrivals('SQLite')
  await sql`drop index invited_accounts_open`.execute(arrivals.app.db)
  await sql`drop index invited_accounts_browser`.execute(arrivals.app.db)
  const presses = { kind: 'press', browser: 1, who: 1, times: 4 } as const
  await assert.rejects(run(arrivals, { uses: 3, steps: [presses] }), /exactly one place/)
})

test('the judge notices a place that is given back while a request is on its way', async () => {
  // As if no request could act after its answer was lost.
  await using arrivals = await openArrivals('SQLite', -5 * minute)
  const steps: Step[] = [
    { kind: 'press', browser: 1, who: 1, times: 1 },
    { kind: 'work', fault: 'late', times: 1 },
    { kind: 'work', fault: 'refused', times: 1 },
    { kind: 'passes', minutes: 5 },
  ]
  await assert.rejects(run(arrivals, { uses: 1, steps }), /exactly one place/)
})
