import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join as pathOf } from 'node:path'
import { test } from 'node:test'
import { Client } from 'pg'
import { revisions } from '../matrix-registration/revisions.ts'
import { configuration, json, output, site, workplace } from '../support/command.ts'
import { needs, pgbouncer, postgresDatabase, synapse } from '../support/parts.ts'
import { openPortal, type TestPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'
import { join, newVisitor } from '../support/visitor.ts'

const parts = needs('synapse', 'postgres', 'pgbouncer')

/** PgBouncer before 1.21 has no `max_prepared_statements` and behaves as with 0. */
const poolers = {
  'as it comes': [],
  'that ignores options': ['ignore_startup_parameters = options'],
}

for (const [name, settings] of Object.entries(poolers)) {
  test(`behind a pooler ${name} everything works, also during an examination`, parts, async () => {
    await using pooler = await pgbouncer(...settings)
    const databaseUrl = pooler.pooled(await postgresDatabase())
    await using portal = await openPortal({ databaseUrl })
    await using place = await workplace(configurationOf(databaseUrl))
    const { code } = await portal.invite({ uses: 100 })
    await everything(portal, code)
    for (const command of [['doctor'], ['config', 'check']]) {
      const [examined] = await Promise.all([place.runHere(...command), everything(portal, code)])
      assert.match(examined.stdout, /✓ The database .* can be read and written/)
      await everything(portal, code)
      assert.match(output(await place.runHere('invite')), /\/i\//)
    }
    assert.doesNotMatch(portal.logged(), /"level":"error"/)
  })

  test(
    `behind a pooler ${name} matrix-registration’s tokens are imported into our own schema`,
    parts,
    async () => {
      await using pooler = await pgbouncer(...settings)
      const direct = await postgresDatabase()
      await run(direct, revisions[1]?.sql ?? '')
      await using place = await workplace(null)
      await writeFile(pathOf(place.folder, 'config.yaml'), oldConfiguration(pooler.pooled(direct)))
      const latchkey = (...args: string[]) => place.runHere(...args, '--config', 'config.yaml')
      assert.match(output(await latchkey('invites', 'list')), /active +4\/∞/)
      const made = json(await latchkey('invite', '--json'))
      assert.match(output(await latchkey('invites', 'show', made.code)), /active/)
      assert.match((await latchkey('doctor')).stdout, /✓ matrix-registration has not run since/)
      const tables =
        'select schemaname, tablename from pg_tables where tablename = any ($1) order by 1'
      assert.deepEqual(await run(direct, tables, [['invites', 'tokens']]), [
        { schemaname: 'latchkey', tablename: 'invites' },
        { schemaname: 'public', tablename: 'tokens' },
      ])
      const backup = pathOf(place.folder, 'backup.db')
      output(await latchkey('backup', backup))
      const other = pooler.pooled(await postgresDatabase())
      await writeFile(pathOf(place.folder, 'other.yaml'), oldConfiguration(other))
      output(await place.runHere('restore', backup, '--config', 'other.yaml'))
      assert.match(output(await latchkey('invites', 'show', made.code)), /active/)
    },
  )
}

test('a schema in the URL is created, and named in every statement', parts, async () => {
  await using pooler = await pgbouncer('ignore_startup_parameters = options')
  const direct = await postgresDatabase()
  for (const setting of ['schema=Front%20door', 'options=-c%20search_path%3Dporch,public']) {
    await using portal = await openPortal({ databaseUrl: `${pooler.pooled(direct)}?${setting}` })
    const { code } = await portal.invite({ uses: 100 })
    await everything(portal, code)
  }
  const schemas = `select schemaname from pg_tables where tablename = 'redemptions' order by 1`
  assert.deepEqual(await run(direct, schemas), [
    { schemaname: 'Front door' },
    { schemaname: 'porch' },
  ])
})

test('a setting that the pooler refuses is reported, with what to do', parts, async () => {
  await using pooler = await pgbouncer()
  const url = `${pooler.pooled(await postgresDatabase())}?options=-c%20geqo%3Doff`
  await using place = await workplace(configurationOf(url))
  const why =
    /does not accept the parameter "options" of database\.url: .*ignore_startup_parameters/
  for (const command of ['serve', 'invite']) {
    const { code, stderr } = await place.run(command)
    assert.equal(code, 1)
    assert.match(stderr, why)
  }
  assert.match((await place.runHere('doctor')).stdout.replaceAll(/\s+/g, ' '), why)
})

/** Some people join, and more read a page at once than the pooler has connections. */
async function everything(portal: TestPortal, code: string): Promise<void> {
  const joining = Array.from({ length: 3 }, () =>
    join(newVisitor(portal.url), code, { name: newName(), password: 'correct horse battery' }),
  )
  const pages = Array.from({ length: 60 }, () => newVisitor(portal.url).get(`/i/${code}`))
  const statuses = (await Promise.all([...joining, ...pages])).map(({ status }) => status)
  assert.deepEqual(statuses, [...Array(3).fill(303), ...Array(60).fill(200)])
}

function configurationOf(databaseUrl: string): string {
  return configuration(`${site}database:\n  url: "${databaseUrl}"\n`)
}

function oldConfiguration(databaseUrl: string): string {
  return [
    `server_location: ${synapse().url}`,
    'server_name: example.org',
    'registration_shared_secret: of-the-homeserver',
    'admin_api_shared_secret: adminsecret',
    `db: '${databaseUrl.replace('postgres://', 'postgresql+psycopg2://')}'`,
  ].join('\n')
}

async function run(url: string, sql: string, values?: unknown[]): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql, values)).rows
  } finally {
    await client.end()
  }
}
