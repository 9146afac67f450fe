import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Redemption } from '../../store/redemptions.ts'
import { createSettlePace, mostPerRun } from './settle-pace.ts'

test('of many that are open a bounded number is asked after in a run, each in its turn, less and less often', () => {
  let now = 0
  const pace = createSettlePace(() => now)
  const open = Array.from({ length: 1_000 }, (_, id) => ({ id: String(id) }) as Redemption)
  const looks = new Map<string, number>()
  for (; now < 3_600_000; now += 10_000) {
    const chosen = pace.choose(open)
    assert.ok(chosen.length <= mostPerRun)
    for (const { id } of chosen) looks.set(id, (looks.get(id) ?? 0) + 1)
  }
  const counts = [...looks.values()]
  assert.equal(looks.size, open.length)
  assert.ok(Math.max(...counts) - Math.min(...counts) <= 2)
  const few = createSettlePace(() => now)
  let asked = 0
  for (const end = now + 3_600_000; now < end; now += 10_000)
    asked += few.choose(open.slice(0, 1)).length
  assert.ok(asked > 50 && asked < 75, String(asked))
})
