import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { waitFor } from '../../src/shared/wait.ts'
import { startPostgres } from '../../tools/postgres.ts'
import { run } from '../../tools/programs.ts'
import { folderWith } from '../support/load-config.ts'
import { onDatabase } from '../support/databases.ts'
import { needs, synapseOfHistories } from '../support/parts.ts'
import type { Kind } from '../support/portal.ts'
import { calm, plain } from './history.ts'
import { judge } from './judge.ts'
import { crowd } from './people.ts'
import { play } from './play.ts'
import { makeWorld, type World } from './world.ts'

/** Many people, one after the other, spread equally over the invitations. */
function crowded(people: number, everyMs: number) {
  const one = (_: unknown, index: number) => ({ ...plain, invite: index % 3, at: index * everyMs })
  return calm(Array.from({ length: people }, one))
}

for (const database of ['SQLite', 'PostgreSQL'] satisfies Kind[]) {
  test(
    `portals that start together on an empty ${database} create its tables once`,
    onDatabase(database, needs('synapse-of-histories')),
    async () => {
      await using world = await makeWorld({ database, replicas: 4, front: false })
      const made = await world.operator.db.selectFrom('migrations').select('name').execute()
      assert.ok(made.length > 0)
      assert.equal(new Set(made.map(({ name }) => name)).size, made.length)
    },
  )
}

test(
  'a portal and the command line on one SQLite file never find it locked',
  needs('synapse-of-histories'),
  async () => {
    await using world = await makeWorld({ database: 'SQLite' })
    const playing = play(world, crowded(60, 30))
    const commands = [0, 1, 2, 3].flatMap(() => [
      ['invite', '--uses', '5'],
      ['invites', 'list'],
    ])
    const config = configFile(world)
    const results = await Promise.all(
      commands.map((command) => run(process.execPath, ['src/main.ts', ...command, ...config])),
    )
    for (const { ok, output } of results) assert.ok(ok, output)
    assert.deepEqual(await judge(world, await playing), [])
    assert.doesNotMatch(world.portals.map((portal) => portal.logged()).join(''), /locked/)
  },
)

const restarted = needs('synapse-of-histories', 'postgres', 'nginx')

describe('PostgreSQL restarted under load', restarted, () => {
  test('people are asked to try again, and nothing is lost', async () => {
    const postgres = await startPostgres()
    try {
      const where = { databaseUrl: await postgres.createDatabase(), replicas: 2 }
      await using world = await makeWorld({ database: 'PostgreSQL', ...where })
      // They arrive faster than a homeserver creates accounts, so that requests pile up.
      const playing = play(world, crowded(80, 3))
      const piledUp = waitFor(10_000, async () => (crowd.now >= 8 ? true : undefined))
      assert.ok(await piledUp, 'eight people at once')
      await postgres.restart()
      const played = await playing
      assert.ok(played.newcomers.some(({ endings }) => endings.includes('later')))
      assert.deepEqual(await judge(world, played), [])
    } finally {
      await postgres.stop()
    }
  })
})

/** The arguments that give the command line the portal's configuration. */
function configFile({ operator }: World): string[] {
  const { url, serverName, sharedSecret } = synapseOfHistories()
  const lines = [
    `homeserver: { url: "${url}", server_name: "${serverName}", registration_shared_secret: "${sharedSecret}" }`,
    'public: { url: "https://example.org" }',
    `database: { url: "${operator.config.database.url}" }`,
  ]
  return ['--config', `${folderWith({ 'latchkey.yaml': lines.join('\n') })}/latchkey.yaml`]
}
