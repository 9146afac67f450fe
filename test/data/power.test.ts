import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as pathOf } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { settle } from '../../src/core/redemption/settle.ts'
import { waitFor } from '../../src/shared/wait.ts'
import { createFlusher } from '../../src/store/sqlite/flush.ts'
import { findById } from '../../src/store/invites.ts'
import type { Redemption } from '../../src/store/redemptions.ts'
import { openSqlite } from '../../src/store/sqlite/sqlite.ts'
import { sqliteFile } from '../../src/shared/database-url.ts'
import { needs } from '../support/parts.ts'
import { openPortal, type TestPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'
import { join, newVisitor } from '../support/visitor.ts'

const password = 'correct horse battery'

test(
  'a power cut loses no request to the homeserver, and a moment later no result that people saw',
  needs('synapse'),
  async () => {
    await using portal = await openPortal()
    await using disk = await losingDisk(portal)
    const { code, id } = await portal.invite({ uses: 12 })
    assert.ok(disk.afterCut((file) => file.prepare('select * from invites where id = ?').get(id)))
    const asked: (Redemption | undefined)[] = []
    watchAsking(portal, (name) => void asked.push(disk.redemptionOf(name)))
    await Promise.all(
      Array.from({ length: 12 }, async () => {
        const name = newName()
        const { status } = await join(newVisitor(portal.url), code, { name, password })
        assert.equal(status, 303)
        assert.ok(await disk.keepsEndOf(name))
      }),
    )
    assert.equal(asked.length, 12)
    for (const row of asked)
      assert.ok(row?.asked_at, 'asked for an account that is not written down')
  },
)

test(
  'a power cut during the welcome leaves one account and one use, and a second press is recognised',
  needs('synapse'),
  async () => {
    await using portal = await openPortal()
    await using disk = await losingDisk(portal)
    const { code, id } = await portal.invite({ uses: 1 })
    watchAsking(portal, () => (disk.isBroken = true))
    const visitor = newVisitor(portal.url)
    const name = newName()
    assert.equal((await join(visitor, code, { name, password })).status, 303)
    assert.equal(disk.redemptionOf(name)?.outcome, null)
    const time = { passed: 0 }
    await using back = await openPortal({
      databaseUrl: `sqlite:${disk.kept()}`,
      settings: { redemptions: { wait: 0 } },
      clock: () => Date.now() + time.passed,
    })
    const counts = async () => {
      const invite = await findById(back.app.db, id)
      return [invite?.used, invite?.held]
    }
    assert.deepEqual(await counts(), [0, 1])
    const stranger = await join(newVisitor(back.url), code, { name: newName(), password })
    assert.equal(stranger.status, 503)
    assert.equal((await join(visitor.at(back.url), code, { name, password })).status, 303)
    assert.deepEqual(await counts(), [1, 0])
    time.passed = back.app.config.homeserver.settleAfter
    await settle(back.app)
    assert.deepEqual(await counts(), [1, 0])
  },
)

test(
  'while a disk can’t be written no account is requested, and people may come again',
  needs('synapse'),
  async () => {
    await using portal = await openPortal()
    await using disk = await losingDisk(portal)
    const { code } = await portal.invite({ uses: 2 })
    const asked: string[] = []
    watchAsking(portal, (name) => void asked.push(name))
    const press = (name: string) => join(newVisitor(portal.url), code, { name, password })
    disk.isBroken = true
    assert.equal((await press(newName())).status, 503)
    assert.match(portal.logged(), /"cause":"[^"]*-wal: EIO"[^\n]*"The database failed"/)
    assert.deepEqual(asked, [])
    disk.isBroken = false
    const name = newName()
    assert.equal((await press(name)).status, 303)
    assert.ok(await disk.keepsEndOf(name))
  },
)

/** A disk that after a power cut has only what was written before the last finished fsync began. */
async function losingDisk({ app }: TestPortal) {
  const path = sqliteFile(app.config.database.url) ?? ''
  const folder = await mkdtemp(pathOf(tmpdir(), 'latchkey-power-'))
  let flushes = 0
  let kept = 0
  const flush = async () => {
    const now = ++flushes
    // Copied by another program: closing the file in this process would end SQLite's locks on it.
    for (const part of ['', '-wal']) {
      execFileSync('cp', [`${path}${part}`, pathOf(folder, `${now}${part}`)])
    }
    await turn()
    if (disk.isBroken) throw new Error('EIO')
    kept = now
  }
  const disk = {
    isBroken: false,
    kept: () => pathOf(folder, String(kept)),
    afterCut<T>(read: (file: DatabaseSync) => T): T {
      using file = new DatabaseSync(disk.kept())
      return read(file)
    },
    redemptionOf: (name: string) =>
      disk.afterCut((file) =>
        file.prepare('select * from redemptions where localpart = ?').get(name),
      ) as Redemption | undefined,
    /** Whether its end is on the disk within moments. */
    keepsEndOf: (name: string) =>
      waitFor(10_000, async () => disk.redemptionOf(name)?.outcome === 'created' || undefined),
    async [Symbol.asyncDispose]() {
      await app.db.destroy()
      app.db = before
      await rm(folder, { recursive: true })
    },
  }
  const before = app.db
  app.db = openSqlite(path, createFlusher(`${path}-wal`, flush))
  return disk
}

/** Calls `onAsk` with the name just before an account is requested from the homeserver. */
function watchAsking({ app }: TestPortal, onAsk: (name: string) => void): void {
  const { homeserver } = app
  app.homeserver = {
    ...homeserver,
    prepare: async (wish) => {
      const prepared = await homeserver.prepare(wish)
      if (prepared.kind === 'refused') return prepared
      const create: typeof prepared.create = (account, journal) => {
        const asking: typeof journal.asking = async (lateMs) => {
          const mayAsk = await journal.asking(lateMs)
          if (mayAsk) onAsk(wish.localpart)
          return mayAsk
        }
        return prepared.create(account, { ...journal, asking })
      }
      return { ...prepared, create }
    },
  }
}
