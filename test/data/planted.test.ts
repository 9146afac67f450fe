import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { lstat, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { output } from '../support/command.ts'
import { needs } from '../support/parts.ts'
import { openStores, type Stores } from './stores.ts'

const parts = needs('synapse')
const content = 'somebody else’s\n'

test('a backup follows no link at its own name or at that of its draft', parts, async () => {
  await using stores = await openStores()
  const url = await used(stores)
  const victim = await victimIn(stores)
  const file = join(stores.folder, 'backup.db')
  await symlink(victim, `${file}.partial`)
  output(await stores.run(url, 'backup', file))
  assert.ok((await lstat(file)).isFile())
  for (const target of [victim, join(stores.folder, 'nowhere')]) {
    const planted = join(stores.folder, `planted-${target === victim}.db`)
    await symlink(target, planted)
    const { code, stderr } = await stores.run(url, 'backup', planted)
    assert.equal(code, 1)
    assert.match(stderr, /exists already/)
  }
  assert.equal(await readFile(victim, 'utf8'), content)
  assert.equal(existsSync(join(stores.folder, 'nowhere')), false)
})

test('restore and database copy write to no target of a link', parts, async () => {
  await using stores = await openStores()
  const url = await used(stores)
  const file = join(stores.folder, 'backup.db')
  output(await stores.run(url, 'backup', file))
  const victim = await victimIn(stores)
  for (const [name, target] of Object.entries({
    victim,
    nowhere: join(stores.folder, 'nowhere'),
  })) {
    const planted = join(stores.folder, `link-to-${name}.db`)
    await symlink(target, planted)
    const to = `sqlite:${planted}`
    const filled = [
      await stores.run(to, 'restore', file),
      await stores.run(url, 'database', 'copy', '--from', url, '--to', to),
    ]
    for (const { code, stderr } of filled) {
      assert.equal(code, 1)
      assert.match(stderr, /can't be opened: .* is a link that is not followed/)
    }
    assert.equal(existsSync(join(stores.folder, 'nowhere')), false)
  }
  assert.equal(await readFile(victim, 'utf8'), content)
})

test('our own link to a database is followed, and creates no missing one', parts, async () => {
  await using stores = await openStores()
  const url = await used(stores)
  const linked = join(stores.folder, 'linked.db')
  await symlink(url.slice('sqlite:'.length), linked)
  output(await stores.run(`sqlite:${linked}`, 'invite', '--label', 'Choir'))
  assert.match(output(await stores.run(url, 'invites', 'list')), /Choir/)
  const nowhere = join(stores.folder, 'nowhere.db')
  await symlink(join(stores.folder, 'nowhere'), nowhere)
  const { code, stderr } = await stores.run(`sqlite:${nowhere}`, 'invite')
  assert.equal(code, 1)
  assert.match(stderr, /can't be opened: no such file or directory/)
})

async function used(stores: Stores): Promise<string> {
  const url = await stores.fresh('SQLite')
  output(await stores.run(url, 'invite'))
  return url
}

async function victimIn({ folder }: Stores): Promise<string> {
  const victim = join(folder, 'victim')
  await writeFile(victim, content)
  return victim
}
