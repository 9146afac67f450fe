import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openApp } from '../../src/app.ts'
import { listen } from '../../src/serve/server.ts'
import { testConfig } from '../support/config.ts'
import { needs, postgresDatabase } from '../support/parts.ts'
import { newVisitor } from '../support/visitor.ts'
import { ownersAmong } from './accounts.ts'
import { calm, plain } from './history.ts'
import { judge } from './judge.ts'
import { play } from './play.ts'
import { inWorld } from './run.ts'
import { makeWorld } from './world.ts'

const withNginx = needs('synapse-of-histories', 'postgres', 'nginx')

describe('several portals on one PostgreSQL, behind nginx', withNginx, () => {
  test('make no more accounts than one portal would', async () => {
    await inWorld({ database: 'PostgreSQL', replicas: 3 }, { through: [], runs: 8, seed: 3 })
  })

  test('settle the redemptions of a portal that was killed for good', async () => {
    await using world = await makeWorld({ database: 'PostgreSQL', replicas: 2 })
    world.proxy.onKill((replica) => void world.portals[replica]?.[Symbol.asyncDispose]())
    const person = { ...plain, returns: false, script: { register: ['killed after'] as const } }
    const played = await play(world, calm([person]))
    assert.deepEqual(played.newcomers[0]?.endings, ['broken'])
    assert.equal((await ownersAmong(played.newcomers, world.backend)).size, 1)
    assert.deepEqual(await judge(world, played), [])
  })
})

test(
  'a network that tried too many codes at one portal is refused by all',
  needs('postgres'),
  async () => {
    const hour = 3_600_000
    const config = testConfig({
      database: { url: await postgresDatabase() },
      limits: { wrongCodes: { points: 3, per: hour } },
    })
    let now = Date.now()
    const clock = () => now
    await using first = await openApp(config, { clock })
    await using second = await openApp(config, { clock })
    const listening = await Promise.all([listen(first), listen(second)])
    const visitors = listening.map(({ publicAddress }) => newVisitor(publicAddress, '192.0.2.1'))
    const tryCodes = () => Promise.all(visitors.map((visitor) => visitor.get('/i/no-such-code')))
    await tryCodes()
    await tryCodes()
    for (const { status, headers } of await tryCodes()) {
      assert.equal(status, 429)
      assert.equal(headers.get('retry-after'), '3600')
    }
    now += hour
    for (const { status } of await tryCodes()) assert.equal(status, 404)
    await Promise.all(listening.map(({ close }) => close(0)))
  },
)
