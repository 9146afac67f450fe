import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { globSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join as pathOf } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { openDatabase } from '../../src/store/database.ts'
import { configuration, output, site, workplace } from '../support/command.ts'
import { needs, postgresDatabase } from '../support/parts.ts'
import { openPortal, type TestPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'
import { join, newVisitor } from '../support/visitor.ts'
import { chattr, immutable, mounting, postgresCluster, smallDisk } from './disks.ts'
import { miscounted, openStores } from './stores.ts'

const password = 'correct horse battery'

test(
  'on a full disk people are asked to come back, and can join when there is space again',
  mounting(),
  async () => {
    await using disk = await smallDisk()
    {
      await using portal = await openPortal({ databaseUrl: disk.databaseUrl })
      const { code } = await portal.invite({ uses: 50 })
      for (let round = 0; round < 3; round++) {
        disk.fill()
        await refusedUntilFull(portal, code)
        assert.equal((await newVisitor(portal.url).get(`/i/${code}`)).status, 200)
        disk.makeRoom()
        assert.equal((await press(portal, code)).status, 303)
      }
    }
    assert.equal(integrity(disk.databaseUrl), 'ok')
    assert.deepEqual(await miscounted(disk.databaseUrl), [])
  },
)

test(
  'on a disk that becomes read-only people are asked to come back, and can join when it works again',
  immutable(),
  async () => {
    const folder = await mkdtemp(pathOf(tmpdir(), 'latchkey-disk-'))
    const databaseUrl = `sqlite:${pathOf(folder, 'latchkey.db')}`
    try {
      await using portal = await openPortal({ databaseUrl })
      const { code } = await portal.invite({ uses: 50 })
      assert.equal((await press(portal, code)).status, 303)
      try {
        chattr('+i', folder)
        await refused(portal, code, /disk I\/O error|readonly/)
        assert.equal((await newVisitor(portal.url).get(`/i/${code}`)).status, 200)
      } finally {
        chattr('-i', folder)
      }
      assert.equal((await press(portal, code)).status, 303)
      assert.deepEqual(await miscounted(databaseUrl), [])
    } finally {
      await rm(folder, { recursive: true })
    }
    // Its files are gone with it, so this checks what was read before.
  },
)

test('on a read-only disk the program does not start, and says why', mounting(), async () => {
  await using disk = await smallDisk()
  const settings = `database:\n  url: ${disk.databaseUrl}\n`
  await using place = await workplace(configuration(site + settings))
  assert.equal((await place.run('invite')).code, 0)
  disk.remount('ro')
  for (const command of ['serve', 'invite']) {
    const { code, stderr } = await place.run(command)
    assert.equal(code, 1)
    assert.match(
      stderr,
      /The database sqlite:\S+ can't be opened: .*(readonly|unable to open|read-only)/,
    )
  }
  disk.remount('rw')
  assert.equal((await place.run('invite')).code, 0)
  assert.equal(integrity(disk.databaseUrl), 'ok')
})

test(
  'while PostgreSQL is read-only people are asked to come back, and can join afterwards',
  needs('synapse', 'postgres'),
  async () => {
    const databaseUrl = await postgresDatabase()
    await using portal = await openPortal({ databaseUrl })
    const { code } = await portal.invite({ uses: 50 })
    const cluster = await postgresCluster(databaseUrl)
    await cluster.setReadOnly(true)
    try {
      await refused(portal, code, /read-only transaction/)
      assert.equal((await newVisitor(portal.url).get(`/i/${code}`)).status, 200)
    } finally {
      await cluster.setReadOnly(false)
    }
    assert.equal((await press(portal, code)).status, 303)
  },
)

test('a backup or a restore that does not fit leaves no file behind', mounting(), async () => {
  await using disk = await smallDisk()
  await using stores = await openStores()
  const large = await stores.fresh('SQLite')
  const db = await openDatabase(large, Date.now(), () => {})
  for (let at = 0; at < 40; at++) {
    const value = randomBytes(24_000).toString('hex')
    await db
      .insertInto('secrets')
      .values({ name: String(at), value })
      .execute()
  }
  await db.destroy()
  const onto = pathOf(dirname(disk.path), 'backup.db')
  const failed = await stores.run(large, 'backup', onto)
  assert.equal(failed.code, 1)
  assert.match(failed.stderr, /database or disk is full/)
  assert.deepEqual(globSync(`${onto}*`), [])
  const fits = pathOf(stores.folder, 'backup.db')
  output(await stores.run(large, 'backup', fits))
  const restored = await stores.run(disk.databaseUrl, 'restore', fits)
  assert.equal(restored.code, 1)
  const small = await stores.fresh('SQLite')
  output(await stores.run(small, 'invite'))
  output(await stores.run(small, 'backup', `${fits}.small`))
  output(await stores.run(disk.databaseUrl, 'restore', `${fits}.small`))
})

async function press(portal: TestPortal, code: string) {
  return join(newVisitor(portal.url), code, { name: newName(), password })
}

/** The WAL may have free space: writes until that is full, too. */
async function refusedUntilFull(portal: TestPortal, code: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const { status } = await press(portal, code)
    if (status === 503) return refused(portal, code, /database or disk is full|disk I\/O error/)
    assert.equal(status, 303)
  }
  assert.fail('the disk is not full')
}

/** Asserts a page that says so, and a line in the log. */
async function refused(portal: TestPortal, code: string, cause: RegExp): Promise<void> {
  const before = portal.logged().length
  const reply = await press(portal, code)
  assert.equal(reply.status, 503)
  assert.match(reply.text, /<h1>/)
  assert.ok(Number(reply.headers.get('retry-after')) > 0)
  const lines = portal.logged().slice(before).split('\n')
  const errors = lines.filter((line) => line.includes('"level":"error"'))
  assert.equal(errors.length, 1, errors.join('\n'))
  const { msg, code: told, cause: why } = JSON.parse(errors[0] ?? '')
  assert.deepEqual([msg, told], ['The database failed', 'database_unavailable'])
  assert.match(why, cause)
}

function integrity(databaseUrl: string): unknown {
  using file = new DatabaseSync(databaseUrl.slice('sqlite:'.length))
  return file.prepare('pragma integrity_check').get()?.['integrity_check']
}
