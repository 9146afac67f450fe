import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { Client } from 'pg'
import { openDatabase } from '../../src/store/database.ts'
import { writeOldDatabase } from '../matrix-registration/old-portal.ts'
import { configuration, type Finished, site, workplace } from '../support/command.ts'
import { needs, postgresDatabase, synapse } from '../support/parts.ts'
import { serverConf } from '../portero/recordings.ts'
import { openFront } from './front.ts'

/**
 * The files of a folder with name, mode and content. Read by another process: closing a file would release
 * this process's locks on it, also those of an open database.
 */
function digest(folder: string): string {
  const all = 'for file in $(ls -A); do stat -c "%n %a" "$file"; cat "$file"; done | sha256sum'
  return execFileSync('sh', ['-c', all], { cwd: folder, encoding: 'utf8' })
}

/** The only requests besides GET that the doctor may send: they create nobody. */
const questions = new Set(['POST /_matrix/client/v3/register', 'POST /_synapse/admin/v1/register'])

function onlyAsks(asked: readonly string[]): void {
  assert.ok(asked.length > 3)
  const others = asked.filter((route) => !route.startsWith('GET ') && !questions.has(route))
  assert.deepEqual(others, [])
}

test(
  'the doctor creates and changes nothing, here or at the homeserver',
  needs('synapse'),
  async () => {
    const { url, serverName, sharedSecret } = synapse()
    await using front = await openFront(() => url)
    await using place = await workplace(
      `homeserver:\n  url: ${front.url}\n  server_name: ${serverName}\n  registration_shared_secret: ${sharedSecret}\n${site}`,
    )
    const fresh = digest(place.folder)
    assert.match(
      (await place.runHere('doctor')).stdout,
      /✓ The registration shared secret is right/,
    )
    assert.equal(digest(place.folder), fresh, 'no database is made')
    await place.runHere('invite')
    const used = digest(place.folder)
    const { code, stdout } = await place.runHere('doctor')
    assert.equal(code, 0, stdout)
    assert.match(stdout, /✓ The database .* can be read and written/)
    assert.equal(digest(place.folder), used)
    onlyAsks(front.asked)
  },
)

test('the doctor changes no database that is in use', async () => {
  await using place = await workplace()
  await place.runHere('invite')
  const db = await place.database()
  await db.selectFrom('invites').selectAll().execute()
  const used = digest(place.folder)
  assert.match((await place.runHere('doctor')).stdout, /✓ The database .* can be read and written/)
  assert.equal(digest(place.folder), used)
  await db.destroy()
})

test('the doctor creates no tables in PostgreSQL', needs('postgres'), async () => {
  const url = await postgresDatabase()
  await using place = await workplace(configuration(`${site}database:\n  url: ${url}\n`))
  assert.match((await place.runHere('doctor')).stdout, /✓ The database .* can be read and written/)
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query("select 1 from pg_tables where schemaname = 'public'")
  assert.deepEqual(rows, [])
  await client.end()
  await (await openDatabase(url, Date.now(), () => {})).destroy()
  const { stdout } = await place.runHere('doctor')
  assert.match(stdout, /✓ No redemption waits for a decision/)
  assert.match(stdout, /✓ The database takes \d+ [kM]B; \d+ of the \d+ connections/)
})

const oldConfig = `server_location: http://127.0.0.1:9
server_name: example.org
registration_shared_secret: of-the-homeserver
admin_api_shared_secret: adminsecret
db: 'sqlite:///{cwd}db.sqlite3'
`

test('a database of matrix-registration is never taken over, and examined if it was before', async () => {
  await using place = await workplace(null)
  await place.write('config.yaml', oldConfig)
  const old = join(place.folder, 'db.sqlite3')
  writeOldDatabase(old, [['DoubleWizardSki', null, 2, 0, 0]])
  await chmod(old, 0o600)
  const before = digest(place.folder)
  const run = (...args: string[]): Promise<Finished> =>
    place.runHere(...args, '--config', 'config.yaml')
  const waiting = await run('doctor')
  assert.match(waiting.stdout, /· One token waits in matrix-registration's .*db\.sqlite3/)
  assert.equal(digest(place.folder), before)
  await run('generate')
  const taken = digest(place.folder)
  assert.match((await run('doctor')).stdout, /✓ matrix-registration has not run since/)
  assert.equal(digest(place.folder), taken)
  const { DatabaseSync } = await import('node:sqlite')
  using again = new DatabaseSync(old)
  again.exec("update tokens set used = 1 where name = 'DoubleWizardSki'")
  const { code, stdout } = await run('doctor')
  assert.equal(code, 1)
  assert.match(stdout, /✗ matrix-registration has run on .* 1 tokens were made or used there/)
})

test('portero’s file is examined like any other', async () => {
  await using place = await workplace(null)
  await place.write('server.conf', serverConf)
  const before = digest(place.folder)
  const { code, stdout } = await place.runHere('doctor', '--config', 'server.conf')
  assert.equal(code, 1)
  assert.match(stdout, /✓ The configuration server\.conf can be used/)
  assert.match(stdout, /✗ The homeserver does not answer/)
  assert.equal(digest(place.folder), before)
})
