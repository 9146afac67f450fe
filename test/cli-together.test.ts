import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { listInvites } from '../src/store/invites.ts'
import { systemActor } from '../src/model/actor.ts'
import { insertEvents } from '../src/store/events.ts'
import type { Database } from '../src/store/schema.ts'
import { configuration, json, output, site, workplace } from './support/command.ts'
import { needs, postgresDatabase } from './support/parts.ts'

const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes))

test('commands that run beside a writer never fail with a locked database', async () => {
  await using place = await workplace()
  const db = await place.database()
  const all = { limit: 100 }
  const enough = new AbortController()
  const writer = writeUntil(enough.signal, db)
  const made = await Promise.all(Array.from({ length: 8 }, () => place.run('invite')))
  enough.abort()
  await writer
  assert.deepEqual(
    made.map(({ stderr }) => stderr),
    Array(8).fill(''),
  )
  assert.equal((await listInvites(db, all, 0)).length, 8)
  await db.destroy()
})

async function writeUntil(enough: AbortSignal, db: Database): Promise<void> {
  for (let at = 1; !enough.aborted; at++) {
    await insertEvents(db, random, [{ at, actor: systemActor, kind: 'invite.made', subject: null }])
    // The driver is synchronous: without this, nothing else in this process would run.
    await setImmediate()
  }
}

test('eight first commands at the same time create the tables once', async () => {
  await using place = await workplace()
  const made = await Promise.all(Array.from({ length: 8 }, () => place.run('invite', '--json')))
  assert.equal(new Set(made.map((one) => json(one)['code'])).size, 8)
})

test('the same commands work on PostgreSQL', needs('postgres'), async () => {
  const url = await postgresDatabase()
  await using place = await workplace(configuration(`${site}database:\n  url: ${url}\n`))
  const made = json(await place.run('invite', '--json', '--label', 'Choir'))
  assert.match(output(await place.run('invites', 'list')), /Choir/)
  const shown = json(await place.run('invites', 'show', made.link, '--json'))
  assert.equal(shown['id'], made['id'])
})
