import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { listEndpoints, resumeEndpoint, testEndpoint } from '../../src/core/endpoints/manage.ts'
import { recordEvent } from '../../src/core/events/record.ts'
import { pauseInvite } from '../../src/core/invites/invites.ts'
import { forgetPerson } from '../../src/core/people/forget.ts'
import { shellActor } from '../../src/model/actor.ts'
import { onDatabase } from '../support/databases.ts'
import type { Kind } from '../support/portal.ts'
import { hook, type Receiver, startReceiver } from './receiver.ts'
import { openHooked } from './world.ts'

const minute = 60_000
const day = 24 * 60 * minute

/** What arrived at a path. */
function at({ received }: Receiver, path: string): string[] {
  return received.filter((one) => one.path === path).map(({ body }) => body.type)
}

for (const kind of ['SQLite', 'PostgreSQL'] satisfies Kind[]) {
  describe(`webhooks on ${kind}`, onDatabase(kind), () => {
    test('each gets the events that it wants, with the names of now', async () => {
      await using receiver = await startReceiver()
      const some = hook(receiver.url('/some'), { events: ['account.*', 'invite.paused'] })
      await using hooked = await openHooked(kind, [hook(receiver.url('/all')), some])
      const id = await hooked.join('ana')
      const { id: invite } = await hooked.invite({ label: 'Choir' })
      await pauseInvite(hooked.app, invite, shellActor)
      await hooked.quiet()
      const made = ['invite.made', 'account.made', 'invite.made', 'invite.paused']
      assert.deepEqual(at(receiver, '/all').toSorted(), made.toSorted())
      assert.deepEqual(at(receiver, '/some').toSorted(), ['account.made', 'invite.paused'])
      const came = receiver.received.find(({ body }) => body.type === 'account.made')
      assert.deepEqual(came?.body.data['subject'], { id, name: '@ana:example.org' })
      assert.equal(came.body.data['invited_by'], 'command line')
      const paused = receiver.received.find(({ body }) => body.type === 'invite.paused')
      assert.equal(paused?.body.text, 'the command line paused Choir')
      assert.deepEqual(receiver.forged, [])
      const states = await hooked.app.db.selectFrom('webhooks').selectAll().execute()
      const kept = JSON.stringify([await hooked.deliveries(), states])
      assert.doesNotMatch(kept, /ana|choir|127\.0|whsec/i)
      assert.doesNotMatch(hooked.portal.logged(), /@ana|127\.0\.0\.1:\d+\/(all|some)|whsec/)
      assert.match(
        await hooked.app.metrics.show(),
        /latchkey_webhook_seconds_count\{endpoint="\w{26}",outcome="sent"\} 4/,
      )
    })

    test('an account of another server is told by its address, a request by its number', async () => {
      await using receiver = await startReceiver()
      await using hooked = await openHooked(kind, [hook(receiver.url('/'))])
      const { id: invite_id } = await hooked.invite()
      const id = '1'.repeat(26)
      const { app } = hooked
      const row = { id, invite_id, address: '@cy:elsewhere.example', invited_by: '@bo:example.org' }
      await app.db
        .insertInto('invited_accounts')
        .values({
          ...row,
          state: 'joined',
          place: 'used',
          is_corrected: 0,
          tries: 0,
          held_at: 1,
          requests: 1,
          profile_id: null,
          former: null,
          attempt: null,
          reason: null,
          cause: null,
          asked_at: null,
          invited_at: 1,
          ended_at: null,
        })
        .execute()
      const event = { at: Date.now(), actor: shellActor }
      await app.db.transaction().execute(async (trx) => {
        await recordEvent(trx, { ...event, kind: 'account.came_in', subject: id }, app)
        const data = { number: 7 }
        await recordEvent(trx, { ...event, kind: 'request.made', subject: id, data }, app)
      })
      await hooked.quiet()
      const texts = receiver.received.map(({ body }) => body.text).toSorted()
      const came = '@cy:elsewhere.example came in with a Matrix account'
      const made = 'the command line made an invitation'
      assert.deepEqual(texts, [came, 'Somebody asked to join: #7', made].toSorted())
    })

    test('while one fails, its deliveries wait together; then all of them arrive', async () => {
      await using receiver = await startReceiver()
      receiver.answer(({ path }) => (path === '/bad' ? 500 : 204))
      const urls = [receiver.url('/bad'), receiver.url('/good')]
      await using hooked = await openHooked(
        kind,
        urls.map((url) => hook(url)),
      )
      for (let made = 0; made < 12; made++) await hooked.invite()
      await hooked.quiet()
      assert.equal(at(receiver, '/good').length, 12)
      const tried = at(receiver, '/bad').length
      assert.ok(tried >= 1 && tried <= 4, `${tried} requests, as many as jobs run at once`)
      const [bad] = await listEndpoints(hooked.app)
      assert.equal(bad?.state, 'failing')
      assert.equal(bad.waiting, 12)
      receiver.answer(() => 204)
      await hooked.later(minute)
      const ids = new Set(
        receiver.received.filter(({ path }) => path === '/bad').map(({ id }) => id),
      )
      assert.equal(ids.size, 12)
      assert.ok((await hooked.deliveries()).every((row) => row.done_at !== null))
      assert.equal((await listEndpoints(hooked.app))[0]?.state, 'working')
    })

    test('one that answers 410 is paused at once, which the others hear, until resumed', async () => {
      await using receiver = await startReceiver()
      receiver.answer(({ path }) => (path === '/gone' ? 410 : 204))
      const urls = [receiver.url('/gone'), receiver.url('/other')]
      await using hooked = await openHooked(
        kind,
        urls.map((url) => hook(url)),
      )
      await hooked.invite()
      await hooked.quiet()
      const [gone] = await listEndpoints(hooked.app)
      assert.equal(gone?.state, 'paused')
      await hooked.invite()
      await hooked.later(day)
      assert.deepEqual(at(receiver, '/gone'), ['invite.made'], 'no more requests')
      assert.deepEqual(at(receiver, '/other').toSorted(), [
        'invite.made',
        'invite.made',
        'webhook.paused',
      ])
      assert.deepEqual(await testEndpoint(hooked.app, gone.endpoint.id, shellActor), {
        fault: 'gone',
        status: 410,
      })
      receiver.answer(() => 204)
      assert.equal(await resumeEndpoint(hooked.app, gone.endpoint.id, shellActor), 2)
      await hooked.quiet()
      assert.equal(at(receiver, '/gone').filter((type) => type === 'invite.made').length, 3)
      assert.ok(!at(receiver, '/gone').includes('webhook.paused'))
    })

    test('one that fails for five days is paused, and begins anew when its configuration changes', async () => {
      await using receiver = await startReceiver()
      receiver.answer(() => 503)
      const url = receiver.url('/')
      await using hooked = await openHooked(kind, [hook(url)])
      await hooked.invite()
      await hooked.quiet()
      await hooked.later(4 * day)
      const state = async () => (await listEndpoints(hooked.app))[0]?.state
      assert.equal(await state(), 'failing')
      await hooked.later(day + minute)
      assert.equal(await state(), 'paused')
      const paused = await hooked.app.db
        .selectFrom('events')
        .select('data')
        .where('kind', '=', 'webhook.paused')
        .execute()
      assert.deepEqual(
        paused.map(({ data }) => data),
        ['{"reason":"refused"}'],
      )
      receiver.answer(() => 204)
      const changed = { ...hook(url), events: ['invite.*'] }
      await hooked.app.reload({ ...hooked.app.config, webhooks: [changed] })
      assert.equal(await state(), 'unused')
      await hooked.later(day)
      assert.equal(await state(), 'working')
    })

    test('nothing is sent of somebody who was forgotten meanwhile', async () => {
      await using receiver = await startReceiver()
      receiver.answer(() => 500)
      await using hooked = await openHooked(kind, [
        hook(receiver.url('/'), { events: ['account.*'] }),
      ])
      await hooked.join('ana')
      await hooked.quiet()
      const before = receiver.received.length
      assert.ok(before > 0)
      assert.ok((await forgetPerson(hooked.app, 'ana', shellActor)) > 0)
      receiver.answer(() => 204)
      await hooked.later(minute)
      assert.equal(receiver.received.length, before)
      assert.ok((await hooked.deliveries()).every((row) => row.done_at !== null))
    })
  })
}
