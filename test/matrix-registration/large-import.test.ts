import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { runCommand } from '../../src/programs/run.ts'
import { connect } from '../../src/store/database.ts'
import { output, type Workplace, workplace } from '../support/command.ts'
import { needs, postgresDatabase } from '../support/parts.ts'
import type { Kind } from '../support/portal.ts'
import { openOldPortal, type OldRow, writeOldDatabase } from './old-portal.ts'

const count = 12_000
const tokens = Array.from({ length: count }, (_, at): OldRow => [nameAt(at), null, 5, at % 3, 0])

/** Not in the order of their names. */
function nameAt(at: number): string {
  return `Token${(at * 7919) % count}`
}

for (const kind of ['SQLite', 'PostgreSQL'] as const) {
  for (const command of [
    ['import', 'matrix-registration', '--apply'],
    ['invites', 'pause', 'Token1'],
  ]) {
    test(
      `a killed take-over on ${kind} by "${command.join(' ')}" continues without duplicates`,
      needs('postgres'),
      async () => {
        await using place = await workplace(null)
        const own = await writeOld(place, kind)
        const child = place.start(...command, '--config', 'config.yaml')
        const ended = once(child, 'exit')
        while (child.exitCode === null && (await countOf(own)) === 0) await pause(10)
        child.kill('SIGKILL')
        await ended
        const before = await countOf(own)
        assert.ok(before > 0 && before < count, `${before} were imported when it was killed`)
        output(await place.runHere(...command, '--config', 'config.yaml'))
        await using there = await connect(own, () => {})
        const invites = await there.db
          .selectFrom('invites')
          .select(['code', 'used'])
          .orderBy('id')
          .execute()
        // The runner needs minutes to print the difference of two long lists.
        const differs = tokens.findIndex(([code, , , used], at) => {
          return invites[at]?.code !== code || invites[at]?.used !== used
        })
        assert.deepEqual([invites.length, differs, invites[differs]], [count, -1, undefined])
        const events = await there.db
          .selectFrom('events')
          .select('subject')
          .where('kind', '=', 'invite.imported')
          .execute()
        assert.equal(new Set(events.map((row) => row.subject)).size, count)
        assert.equal(events.length, count)
      },
    )
  }
}

test('the logged addresses of many tokens are taken over', async () => {
  await using place = await workplace(null)
  const own = await writeOld(place, 'SQLite')
  {
    // The old program's foreign keys refer to a column that isn't unique.
    const options = { enableForeignKeyConstraints: false }
    using old = new DatabaseSync(join(place.folder, 'db.sqlite3'), options)
    old.exec(`insert into ips (address) values ('192.0.2.1'), ('192.0.2.2');
      insert into association select address, name from ips, tokens where name like 'Token1%'`)
  }
  output(await place.runHere('import', 'matrix-registration', '--apply', '--config', 'config.yaml'))
  await using there = await connect(own, () => {})
  const addresses = await there.db.selectFrom('matrix_registration_addresses').selectAll().execute()
  assert.equal(addresses.length, 2 * tokens.filter(([name]) => name.startsWith('Token1')).length)
})

test('an import shows its progress on a terminal, and lists the first thousand tokens', async () => {
  await using place = await workplace(null)
  await writeOld(place, 'SQLite')
  const said = { stdout: '', stderr: '' }
  const shell = {
    env: {},
    cwd: place.folder,
    root: place.folder,
    stdout: { write: (text: string) => (said.stdout += text) },
    stderr: { isTTY: true, write: (text: string) => (said.stderr += text) },
    clock: Date.now,
    random: randomBytes,
    stopped: () => Promise.reject(new Error('nobody stops it')),
    surviveSignals: () => {},
  }
  const line = ['import', 'matrix-registration', '--config', 'config.yaml']
  assert.equal(await runCommand(shell, 'latchkey', line), 0)
  assert.match(said.stderr, /\rTaking over: 1,000 of 12,000 tokens\r/)
  assert.match(said.stdout, /\nToken0 +5 +0 .*imported\n/)
  assert.equal(said.stdout.match(/^Token\d+ /gm)?.length, 1_000)
  assert.match(
    said.stdout,
    /\nAnd 11,000 more, in which all made sense\.\n\n12000 imported, 0 already here/,
  )
})

test('the first start logs the progress of the take-over', needs('synapse'), async () => {
  await using portal = await openOldPortal({ tokens })
  assert.match(portal.logged(), /Taking over: 10,000 of 12,000 tokens/)
  assert.match(portal.logged(), /Took over 12000 tokens from /)
})

/** Creates the old tables and a config.yaml for them. Returns the URL of our database. */
async function writeOld(place: Workplace, kind: Kind): Promise<string> {
  const lines = [
    'server_location: http://127.0.0.1:9',
    'server_name: example.org',
    'registration_shared_secret: of-the-homeserver',
    'admin_api_shared_secret: adminsecret',
  ]
  const url = kind === 'SQLite' ? null : await postgresDatabase()
  const db = url?.replace('postgres://', 'postgresql://') ?? 'sqlite:///{cwd}db.sqlite3'
  await place.write('config.yaml', [...lines, `db: '${db}'`].join('\n'))
  if (url === null) {
    writeOldDatabase(join(place.folder, 'db.sqlite3'), tokens)
    return `sqlite:${join(place.folder, 'db.latchkey.sqlite3')}`
  }
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(
    `create table tokens (name varchar, expiration_date timestamp, max_usage integer, used integer, disabled boolean)`,
  )
  await client.query(
    'insert into tokens select name, null, 5, used, false from unnest($1::text[], $2::int[]) as t (name, used)',
    [tokens.map(([name]) => name), tokens.map((row) => row[3])],
  )
  await client.end()
  return `${url}?schema=latchkey`
}

/** The number of invitations; 0 without the table. */
async function countOf(url: string): Promise<number> {
  try {
    await using there = await connect(url, () => {}, 'read')
    const rows = await there.db.selectFrom('invites').select('id').execute()
    return rows.length
  } catch {
    return 0
  }
}
