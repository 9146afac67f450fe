import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { Problem } from '../../src/shared/errors.ts'
import { listEvents } from '../../src/store/events.ts'
import { onDatabase } from '../support/databases.ts'
import type { Kind } from '../support/portal.ts'
import { type Guests, hour, openGuests } from './world.ts'

// Random histories of accounts with an end: time passes, people extend and promote, somebody becomes an
// administrator, attempts are killed, refused and interrupted, and run beside each other.

/** One attempt at the job; two at once only without a fault, as the queue's lease has to be lost for that. */
const attempt = fc.oneof(
  fc.record({
    kind: fc.constant('attempt' as const),
    fault: fc.constantFrom('lost answer' as const, 'lost request' as const, 'refused' as const),
    extendedMeanwhile: fc.boolean(),
    count: fc.constant(1),
  }),
  fc.record({
    kind: fc.constant('attempt' as const),
    fault: fc.constant(null),
    extendedMeanwhile: fc.boolean(),
    count: fc.constantFrom(1, 1, 2),
  }),
)

const step = fc.oneof(
  { weight: 8, arbitrary: attempt },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('passes' as const),
      hours: fc.integer({ min: 1, max: 40 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('extended' as const),
      days: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'promoted' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'administrator' as const }) },
)

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

interface History {
  days: number
  graceDays: number
  steps: Step[]
}

const history: fc.Arbitrary<History> = fc.record({
  days: fc.integer({ min: 1, max: 5 }),
  graceDays: fc.integer({ min: 0, max: 3 }),
  steps: fc.array(step, { minLength: 10, maxLength: 40 }),
})

for (const kind of ['SQLite', 'PostgreSQL'] satisfies Kind[]) {
  test(
    `whatever happens in between, an account is suspended and deactivated when it is due and not otherwise, on ${kind}`,
    onDatabase(kind),
    async () => {
      await using guests = await openGuests(kind)
      let count = 0
      const check = async ({ days, graceDays, steps }: History) => {
        const guest = { name: `guest${count++}`, id: '', isPromoted: false }
        guest.id = await guests.add(guest.name, days, graceDays)
        for (const one of steps) await play(guests, guest, one)
        await settle(guests, guest)
        await judge(guests, guest)
      }
      await fc.assert(fc.asyncProperty(history, check), {
        numRuns: 100,
        seed: 1,
        endOnFailure: true,
      })
    },
  )
}

interface Guest {
  id: string
  name: string
  isPromoted: boolean
}

async function play(guests: Guests, guest: Guest, one: Step): Promise<void> {
  const { id, name } = guest
  switch (one.kind) {
    case 'passes':
      guests.time.now += one.hours * hour
      break
    case 'extended':
      await guests.extend(name, one.days).catch(orUnknown)
      break
    case 'promoted':
      await guests.promote(name).then(() => (guest.isPromoted = true), orUnknown)
      break
    case 'administrator':
      guests.at(name).isAdministrator = true
      break
    case 'attempt':
      guests.next.fault = one.fault
      if (one.extendedMeanwhile) {
        guests.next.between = async () => void (await guests.extend(name, 2).catch(orUnknown))
      }
      await Promise.all(Array.from({ length: one.count }, () => guests.work(id)))
      guests.next = {}
  }
}

/** Nobody can extend what is over or permanent. */
function orUnknown(error: unknown): void {
  assert.ok(error instanceof Problem && error.code === 'guest_unknown', String(error))
}

/** The faults are over: the queue tries each unfinished job again. */
async function settle(guests: Guests, { id }: Guest): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await guests.work(id)
  assert.ok(!(await guests.due()).includes(id), 'nothing is due any more')
}

async function judge(guests: Guests, { id, name, isPromoted }: Guest): Promise<void> {
  const { app, time } = guests
  const { isAdministrator, isDeactivated, isSuspended } = guests.at(name)
  const row = await guests.row(id)
  assert.ok(row)
  const { ends_at: end, grace_ms: grace, ended_at: ended } = row
  assert.deepEqual(guests.violations, [])
  const isOver = end !== null && end <= time.now
  if (!isAdministrator) {
    assert.equal(isDeactivated, ended !== null, 'deactivated exactly if that was decided')
    if (ended === null) assert.equal(isSuspended, isOver, 'suspended exactly while the end is over')
  }
  if (isPromoted) assert.deepEqual([isDeactivated, isSuspended], [false, false], 'promoted')
  if (ended !== null) assert.ok(end !== null && end + (grace ?? 0) <= ended, 'not before the grace')
  const events = await listEvents(app.db, id)
  const ends = events.filter((event) => event.kind === 'account.ended')
  assert.equal(ends.length, ended === null ? 0 : 1)
}
