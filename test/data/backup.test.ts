import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { copy, placeOf } from '../../src/cli/copying.ts'
import { openDatabase } from '../../src/store/database.ts'
import { tables } from '../../src/store/schema.ts'
import { output } from '../support/command.ts'
import { onDatabase } from '../support/databases.ts'
import { needs } from '../support/parts.ts'
import { type Kind, openPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'
import { join as joinWith, newVisitor } from '../support/visitor.ts'
import { damaged, emptied, filled, newer, textFile } from './files.ts'
import { miscounted, openStores, type Stores } from './stores.ts'

const kinds: Kind[] = ['SQLite', 'PostgreSQL']
const other = { SQLite: 'PostgreSQL', PostgreSQL: 'SQLite' } as const
const parts = needs('synapse')
const both = needs('synapse', 'postgres')
const password = 'correct horse battery'

for (const kind of kinds) {
  test(
    `a backup of a ${kind} portal under load is consistent, and can be restored`,
    onDatabase(kind, parts),
    async () => {
      await using stores = await openStores()
      const databaseUrl = await stores.fresh(kind)
      await using portal = await openPortal({ databaseUrl })
      const invites = await Promise.all([30, 30].map((uses) => portal.invite({ uses })))
      const joining = Array.from({ length: 60 }, (_, at) =>
        joinWith(newVisitor(portal.url), String(invites[at % 2]?.code), {
          name: newName(),
          password,
        }),
      )
      const files: string[] = []
      // Into both kinds, if both databases are available.
      const intoKinds = kind === 'PostgreSQL' ? kinds : [kind]
      for (let at = 0; at < 4; at++) {
        await joining[at * 12]
        files.push(await backUp(stores, databaseUrl))
      }
      await Promise.all(joining)
      files.push(await backUp(stores, databaseUrl))
      const used: number[] = []
      for (const file of files) {
        assert.equal((await stat(file)).mode & 0o777, 0o600)
        assert.deepEqual(leftBeside(file), [])
        for (const into of intoKinds) used.push(await restored(stores, file, into))
      }
      assert.deepEqual(
        used,
        used.toSorted((a, b) => a - b),
      )
      assert.equal(used.at(-1), 60)
    },
  )

  test(`a ${kind} database is the same after a copy to the other kind and back`, both, async () => {
    await using stores = await openStores()
    const from = await filled(stores, kind)
    const there = await stores.fresh(other[kind])
    const back = await stores.fresh(kind)
    const first = output(await stores.run(from, 'database', 'copy', '--from', from, '--to', there))
    const second = output(await stores.run(from, 'database', 'copy', '--from', there, '--to', back))
    assert.equal(first, second)
    for (const table of tables)
      assert.match(first, new RegExp(`^${table} +\\d+ +[0-9a-f]{16}$`, 'm'))
    assert.match(first, /^invites +2500 /m)
    const again = await stores.run(from, 'database', 'copy', '--from', from, '--to', there)
    assert.equal(again.code, 1)
    assert.match(again.stderr, /The database .* is not empty\. Nothing was changed/)
  })

  test(
    `a restore into ${kind} is refused if the target is not empty, or the file is not a backup`,
    onDatabase(kind, parts),
    async () => {
      await using stores = await openStores()
      const file = await backUp(stores, await filled(stores, 'SQLite'))
      const full = await filled(stores, kind)
      assert.match((await stores.run(full, 'restore', file)).stderr, /is not empty/)
      const refusals: [file: string, why: RegExp][] = [
        [join(stores.folder, 'absent'), /can't be opened: unable to open database file/],
        [await textFile(stores), /not a database/],
        [await newer(stores, file), /created by a newer Latchkey.*\(999-later\)/],
        [await emptied(stores), /not a database of Latchkey/],
        [await damaged(stores, file), /is damaged|malformed|not a database/],
      ]
      const empty = await stores.fresh(kind)
      for (const [refused, why] of refusals) {
        const { code, stderr } = await stores.run(empty, 'restore', refused)
        assert.equal(code, 1, refused)
        assert.match(stderr, why)
      }
      output(await stores.run(empty, 'restore', file))
      assert.deepEqual(await miscounted(empty), [])
    },
  )
}

test('a backup never overwrites a file', parts, async () => {
  await using stores = await openStores()
  const url = await filled(stores, 'SQLite')
  const file = await backUp(stores, url)
  const before = await readFile(file)
  const { code, stderr } = await stores.run(url, 'backup', file)
  assert.equal(code, 1)
  assert.match(stderr, /exists already/)
  assert.deepEqual(await readFile(file), before)
})

test('a backup does not create a missing database', parts, async () => {
  await using stores = await openStores()
  const { code, stderr } = await stores.run(await stores.fresh('SQLite'), 'backup', 'b.db')
  assert.equal(code, 1)
  assert.match(stderr, /can't be opened/)
})

/** Such as a WAL, without which a backup would be incomplete. */
function leftBeside(file: string): string[] {
  return globSync(`${file}?*`)
}

test('on a terminal the progress of a copy is shown', async () => {
  await using stores = await openStores()
  const from = await filled(stores, 'SQLite')
  const pieces: string[] = []
  const terminal = { isTTY: true, write: (piece: string) => void pieces.push(piece) }
  await copy(placeOf(from), placeOf(await stores.fresh('SQLite')), terminal)
  assert.ok(pieces.join('').includes('\rinvites: 2,000 rows\rinvites: 2,500 rows'))
  assert.match(pieces.join(''), /\r +\r$/)
})

let backups = 0

async function backUp(stores: Stores, url: string): Promise<string> {
  const file = join(stores.folder, `backup-${backups++}.db`)
  assert.match(output(await stores.run(url, 'backup', file)), /holds [\d,]+ invitations?, /)
  return file
}

/** The number of uses in a restored backup, each with its redemption. */
async function restored(stores: Stores, file: string, kind: Kind): Promise<number> {
  const url = await stores.fresh(kind)
  output(await stores.run(url, 'restore', file))
  assert.deepEqual(await miscounted(url), [])
  const db = await openDatabase(url, Date.now(), () => {})
  try {
    const rows = await db.selectFrom('invites').select('used').execute()
    return rows.reduce((sum, { used }) => sum + used, 0)
  } finally {
    await db.destroy()
  }
}
