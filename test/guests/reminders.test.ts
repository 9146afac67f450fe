import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { remindOfEnds } from '../../src/core/guests/remind.ts'
import { shellActor } from '../../src/model/actor.ts'
import { forgetPerson } from '../../src/core/people/forget.ts'
import { signedIn } from '../support/console.ts'
import { onDatabase } from '../support/databases.ts'
import { type Kind, openPortal } from '../support/portal.ts'
import { day, openGuests } from './world.ts'

const ends = (row: { subject: string | null; data: string }) => [
  row.subject,
  (JSON.parse(row.data) as { days: number }).days,
]

for (const kind of ['SQLite', 'PostgreSQL'] satisfies Kind[]) {
  describe(`of an account's end on ${kind}`, onDatabase(kind), () => {
    test('a week and a day before, once each, and again after an extension', async () => {
      await using guests = await openGuests(kind)
      const { app, time } = guests
      const ana = await guests.add('ana', 30, 7)
      const bo = await guests.add('bo', 3, 7)
      const tell = async () => {
        await app.db.deleteFrom('events').where('kind', '=', 'account.ends_soon').execute()
        // Two processes at the same time.
        await Promise.all([remindOfEnds(app), remindOfEnds(app)])
        const query = app.db.selectFrom('events').select(['subject', 'data']).orderBy('id')
        return (await query.where('kind', '=', 'account.ends_soon').execute()).map(ends)
      }
      assert.deepEqual(await tell(), [], 'a term of 3 days has no notice of a week')
      time.now += 2.5 * day
      assert.deepEqual(await tell(), [[bo, 1]])
      time.now += 21 * day
      assert.deepEqual(await tell(), [[ana, 7]])
      assert.deepEqual(await tell(), [])
      time.now += 6 * day
      assert.deepEqual(await tell(), [[ana, 1]])
      await guests.extend('ana', 20)
      assert.deepEqual(await tell(), [])
      time.now += 14 * day
      assert.deepEqual(await tell(), [[ana, 7]])
      await guests.promote('ana')
      time.now += 5.5 * day
      assert.deepEqual(await tell(), [])
    })

    test('nobody is reminded who was forgotten', async () => {
      await using guests = await openGuests(kind)
      const { app, time } = guests
      await guests.add('ana', 30, 7)
      await forgetPerson(app, 'ana', shellActor)
      time.now += 25 * day
      await remindOfEnds(app)
      const told = await app.db
        .selectFrom('events')
        .select('id')
        .where('kind', '=', 'account.ends_soon')
        .execute()
      assert.deepEqual(told, [])
    })
  })
}

test('whoever invited a guest sees the end on their first page, and extends it by one press', async () => {
  const start = Date.parse('2030-05-01T12:00:00Z')
  const time = { now: start }
  await using portal = await openPortal({
    settings: { homeserver: { url: 'http://127.0.0.1:9', serverName: 'localhost' } },
    clock: () => time.now,
  })
  const { id: invite_id } = await portal.invite()
  const id = '0'.repeat(26)
  const times = { made_at: start, ends_at: start + 30 * day, grace_ms: 7 * day }
  await portal.app.db
    .insertInto('accounts')
    .values({
      redemption_id: id,
      localpart: 'guest',
      invite_id,
      invited_by: '@ana:localhost',
      ...times,
    })
    .execute()
  assert.doesNotMatch(
    (await (await signedIn(portal, '@ana:localhost')).visitor.get('/console')).text,
    /ends soon/,
  )
  time.now += 26 * day
  const ana = await signedIn(portal, '@ana:localhost')
  const eve = await signedIn(portal, '@eve:localhost')
  assert.doesNotMatch((await eve.visitor.get('/console')).text, /ends soon/)
  const home = (await ana.visitor.get('/console')).text
  assert.match(home, /Guests whose account ends soon/)
  const form = new RegExp(`action="/console/people/${id}/extend"[^]*?name="end" value="(\\d+)"`)
  const end = form.exec(home)?.[1] ?? ''
  const pressed = await ana.press(`/console/people/${id}/extend`, { days: '7', end })
  assert.match(await ana.follow(pressed), /guest can stay longer/)
  assert.doesNotMatch((await ana.visitor.get('/console')).text, /ends soon/)
  time.now += 5 * day
  const later = (await (await signedIn(portal, '@ana:localhost')).visitor.get('/console')).text
  assert.match(later, /Guests whose account ends soon/)
  assert.doesNotMatch(later, form, 'once only')
})
