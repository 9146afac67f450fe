import assert from 'node:assert/strict'
import { copyFile, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as pathOf } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { openDatabase } from '../../src/store/database.ts'
import { inviteDefaults } from '../../src/store/invite-row.ts'
import { onDatabase } from '../support/databases.ts'
import { needs, postgresDatabase } from '../support/parts.ts'
import { openPortal, type TestPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'
import { join, newVisitor } from '../support/visitor.ts'
import { chattr, immutable, mounting, postgresCluster, smallDisk } from './disks.ts'

const parts = needs('synapse')

test(
  'a database that is replaced under the portal is reported and takes no more writes until a restart',
  parts,
  async () => {
    await using place = await folder()
    const [path, moved] = [pathOf(place.path, 'latchkey.db'), pathOf(place.path, 'moved.db')]
    const other = await databaseWith(pathOf(place.path, 'other.db'), 'other-code')
    let used = ''
    {
      await using portal = await openPortal({ databaseUrl: `sqlite:${path}` })
      const { code } = await portal.invite({ uses: 9 })
      assert.equal((await press(portal, code)).status, 303)
      await isReady(portal)
      await rename(path, moved)
      await copyFile(other, path)
      await unready(portal, /latchkey\.db was removed or replaced .* Restart Latchkey/)
      for (const known of [code, 'other-code']) {
        assert.equal((await newVisitor(portal.url).get(`/i/${known}`)).status, 503)
        assert.equal((await press(portal, known)).status, 503)
      }
      used = code
    }
    assert.equal(usesOf(moved, used), 1, 'what happened before is in the file that it happened in')
    await using again = await openPortal({ databaseUrl: `sqlite:${path}` })
    await isReady(again)
    assert.equal((await press(again, 'other-code')).status, 303)
    assert.equal((await newVisitor(again.url).get(`/i/${used}`)).status, 404)
  },
)

test(
  'a database that is removed under the portal is reported, and used again once it is back',
  parts,
  async () => {
    await using place = await folder()
    const path = pathOf(place.path, 'latchkey.db')
    await using portal = await openPortal({ databaseUrl: `sqlite:${path}` })
    const { code } = await portal.invite({ uses: 9 })
    await isReady(portal)
    await rename(path, `${path}.away`)
    await unready(portal, /was removed or replaced/)
    assert.equal((await press(portal, code)).status, 503)
    await rename(`${path}.away`, path)
    await isReady(portal)
    assert.equal((await press(portal, code)).status, 303)
    assert.match(portal.logged(), /The database can be used again/)
  },
)

test('a WAL that is removed or replaced under the portal is reported', parts, async () => {
  await using place = await folder()
  const path = pathOf(place.path, 'latchkey.db')
  await using portal = await openPortal({ databaseUrl: `sqlite:${path}` })
  await isReady(portal)
  await rm(`${path}-wal`)
  await unready(portal, /latchkey\.db-wal was removed or replaced/)
})

test('a full disk is reported, and so is its end', mounting(), async () => {
  await using disk = await smallDisk()
  await using portal = await openPortal({ databaseUrl: disk.databaseUrl })
  await isReady(portal)
  disk.fill()
  // Writes succeed while the WAL has free space.
  const { code } = await portal.invite({ uses: 500 }).catch(() => ({ code: 'none' }))
  while ((await press(portal, code)).status === 303);
  await unready(portal, /(full|I\/O error).* (Free space|Check the disk)/)
  disk.makeRoom()
  await isReady(portal)
})

test('a disk that becomes read-only is reported, and so is its end', immutable(), async () => {
  await using place = await folder()
  await using portal = await openPortal({ databaseUrl: `sqlite:${pathOf(place.path, 'l.db')}` })
  await isReady(portal)
  try {
    chattr('+i', place.path)
    await unready(portal, /disk I\/O error|readonly/)
  } finally {
    chattr('-i', place.path)
  }
  await isReady(portal)
})

test(
  'PostgreSQL that becomes read-only or loses its tables is reported',
  needs('synapse', 'postgres'),
  async () => {
    const databaseUrl = await postgresDatabase()
    await using portal = await openPortal({ databaseUrl })
    await isReady(portal)
    const cluster = await postgresCluster(databaseUrl)
    await cluster.setReadOnly(true)
    await unready(portal, /read-only transaction\. It is read-only/)
    await cluster.setReadOnly(false)
    await isReady(portal)
    await portal.app.db.schema.alterTable('migrations').renameTo('old_migrations').execute()
    await unready(portal, /relation "migrations" does not exist\. Restart Latchkey/)
  },
)

for (const kind of ['SQLite', 'PostgreSQL'] as const) {
  test(
    `a newer version that changes a ${kind} database under the portal is noticed`,
    onDatabase(kind, parts),
    async () => {
      await using portal = await openPortal({ database: kind })
      await isReady(portal)
      await addMigration(portal, '998-later', '0.0.1')
      await isReady(portal)
      await addMigration(portal, '999-later', '98.0.0')
      await unready(portal, /a newer Latchkey has changed its tables, which need version 98\.0\.0/)
    },
  )
}

async function addMigration({ app: { db } }: TestPortal, name: string, oldest: string) {
  await db
    .insertInto('migrations')
    .values({ name, applied_at: 1, oldest_program: oldest })
    .execute()
}

/** Waits until `/ready` answers 200. */
async function isReady(portal: TestPortal): Promise<void> {
  const { status, json } = await whenReady(portal, 200)
  assert.deepEqual([status, json], [200, { status: 'ready', database: 'ok', homeserver: 'ok' }])
}

/** Waits until `/ready` answers 503 with this reason, which the log has once. */
async function unready(portal: TestPortal, reason: RegExp): Promise<void> {
  const { status, json } = await whenReady(portal, 503)
  assert.deepEqual([status, json['database']], [503, 'unusable'])
  assert.match(String(json['reason']), reason)
  await whenReady(portal, 503)
  const lines = portal.logged().split('\n')
  const [sentence] = String(json['reason']).split(/(?<=\.) (?=[A-Z])/)
  assert.equal(lines.filter((line) => line.includes(`"msg":${JSON.stringify(sentence)}`)).length, 1)
}

async function whenReady({ privateUrl }: TestPortal, wanted: number) {
  for (let tries = 0; ; tries++) {
    const response = await fetch(`${privateUrl}/ready`)
    const json: Record<string, unknown> = JSON.parse(await response.text())
    if (response.status === wanted || tries === 100) return { status: response.status, json }
    await pause(50)
  }
}

async function press(portal: TestPortal, code: string) {
  return join(newVisitor(portal.url), code, { name: newName(), password: 'correct horse battery' })
}

async function folder() {
  const path = await mkdtemp(pathOf(tmpdir(), 'latchkey-ready-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

/** A separate database in one file, without a WAL. */
async function databaseWith(path: string, code: string): Promise<string> {
  const db = await openDatabase(`sqlite:${path}`, Date.now(), () => {})
  const made = { id: '01hzzzzzzzabcdef', code, max_uses: 5, created_at: 1, created_by: 'api' }
  await db
    .insertInto('invites')
    .values({ ...inviteDefaults, ...made })
    .execute()
  await db.destroy()
  return path
}

function usesOf(path: string, code: string): unknown {
  using file = new DatabaseSync(path)
  assert.equal(file.prepare('pragma integrity_check').get()?.['integrity_check'], 'ok')
  return file.prepare('select used from invites where code = ?').get(code)?.['used']
}
