import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { endpointsOf } from '../../src/core/endpoints/endpoint.ts'
import { signedIn } from '../support/console.ts'
import { openApi } from '../support/api.ts'
import { refusal } from '../support/api-steps.ts'
import { configuration, output, site, workplace } from '../support/command.ts'
import { hook, secret, startReceiver } from './receiver.ts'
import { openHooked } from './world.ts'

const minute = 60_000

describe('operators of webhooks', { concurrency: true }, () => {
  test('see in the console what failed, test, and try again', async () => {
    await using receiver = await startReceiver()
    receiver.answer(() => 503)
    await using hooked = await openHooked('SQLite', [hook(receiver.url('/secret-path'))])
    const ruth = await signedIn(hooked.portal)
    await hooked.quiet()
    const look = async () => (await ruth.visitor.get('/console/webhooks')).text
    const id = /webhooks\/(\w{26})\/test/.exec(await look())?.[1] ?? ''
    assert.match(
      (await ruth.visitor.get('/console/health')).text,
      /href="[^"]*\/console\/webhooks"/,
    )
    assert.match(await look(), /did not accept the event \(HTTP 503\)/)
    assert.doesNotMatch(await look(), /secret-path|whsec/)
    const tested = await ruth.press(`/console/webhooks/${id}/test`)
    assert.match(tested.text, /The test was not accepted/)
    receiver.answer(() => 204)
    const better = await ruth.press(`/console/webhooks/${id}/test`)
    assert.match(better.text, /The test was accepted/)
    assert.equal(receiver.received.at(-1)?.body.text, 'This is a test: the webhook works')
    const delivery = /name="delivery" value="(\w{26})"/.exec(await look())?.[1] ?? ''
    const before = receiver.received.length
    const again = await ruth.press(`/console/webhooks/${id}/resume`, { delivery })
    assert.match(await ruth.follow(again), /Sent again now/)
    await hooked.quiet()
    assert.ok(receiver.received.length > before)
    await ruth.press(`/console/webhooks/${id}/resume`)
    await hooked.later(minute)
    assert.match(await look(), /Works/)
    assert.equal((await ruth.press('/console/webhooks/0000/test')).status, 404)
    assert.equal((await ruth.press('/console/webhooks/0000/resume')).status, 404)
  })

  test('list, test and resume them by the API', async () => {
    await using receiver = await startReceiver()
    receiver.answer(() => 410)
    await using api = await openApi('SQLite', { webhooks: [hook(receiver.url('/secret-path'))] })
    await api.ask('POST', '/api/v1/invites', { body: {} })
    const list = async () => (await api.ask('GET', '/api/v1/webhooks')).json.webhooks[0]
    const { id, ...first } = await list()
    assert.deepEqual(first, {
      number: 1,
      url: `http://127.0.0.1:${receiver.port}/…`,
      events: null,
      state: 'unused',
      sent_at: null,
      failing_since: null,
      cause: null,
      waiting: 1,
      given_up: 0,
    })
    const path = `/api/v1/webhooks/${id}`
    const tested = await api.ask('POST', `${path}/test`)
    assert.deepEqual(tested.json, { sent: false, cause: 'It wants no more events (HTTP 410)' })
    const stop = api.app.work()
    await stop()
    receiver.answer(() => 204)
    assert.deepEqual((await api.ask('POST', `${path}/test`)).json, { sent: true, cause: null })
    const failed = (await api.ask('GET', `${path}/deliveries`)).json.deliveries
    assert.ok(Array.isArray(failed))
    const { json } = await api.ask('POST', `${path}/resume`)
    assert.equal(json.events, 1)
    const unknown = `/api/v1/webhooks/${'0'.repeat(26)}`
    for (const act of ['test', 'resume', `deliveries/${'0'.repeat(26)}/retry`]) {
      assert.equal(await refusal(api, 'POST', `${unknown}/${act}`), '404 webhook_unknown')
    }
    assert.equal(await refusal(api, 'GET', `${unknown}/deliveries`), '404 webhook_unknown')
    const none = await api.ask('POST', `${path}/deliveries/${'0'.repeat(26)}/retry`)
    assert.deepEqual(none.json, { events: 0 })
  })

  test('list, test and resume them on the command line, and hear of it from the doctor', async () => {
    await using receiver = await startReceiver()
    receiver.answer(({ path }) => (path === '/bad' ? 500 : 204))
    const written = ['/good', '/bad'].map(
      (path) => `  - url: ${receiver.url(path)}\n    secret: ${secret}\n`,
    )
    await using place = await workplace(
      configuration(`${site}webhooks:\n${written.join('')}admin:\n  secret: 8iuqT2bWnCmmVq8z\n`),
    )
    await place.runHere('invite')
    const tested = await place.runHere('webhooks', 'test')
    assert.equal(tested.code, 1, tested.stderr)
    const at = `http://127.0.0.1:${receiver.port}/…`
    const refused = `2 ${at}: It did not accept the event (HTTP 500)`
    assert.equal(tested.stdout, `1 ${at}: accepted\n${refused}\n`)
    assert.equal((await place.runHere('webhooks', 'test', '--only', '1')).code, 0)
    assert.match(output(await place.runHere('webhooks', 'list')), /NO +URL[^]*1 +http[^]*unused/)
    const [, second] = JSON.parse(output(await place.runHere('webhooks', 'list', '--json')))
    assert.equal(second.waiting, 1)
    const db = await place.database()
    const terms = endpointsOf({ webhooks: [hook(receiver.url('/bad'))] })[0]?.terms ?? ''
    await db
      .insertInto('webhooks')
      .values({
        id: second.id,
        terms,
        sent_at: null,
        failing_since: Date.UTC(2026, 10, 20),
        failures: 3,
        retry_at: null,
        fault: 'timeout',
        status: null,
        paused_at: Date.UTC(2026, 10, 25),
      })
      .execute()
    await db.destroy()
    const { stdout } = await place.runHere('doctor')
    assert.match(stdout, /The webhook 2, [^]*is paused;[^]*since 2026-11-20T00:00Z/)
    assert.doesNotMatch(stdout, /\/bad/)
    assert.match(output(await place.runHere('webhooks', 'list')), /paused/)
    const resumed = output(await place.runHere('webhooks', 'resume', '2'))
    assert.equal(resumed, 'One event will be sent now.\n')
    const unknown = await place.runHere('webhooks', 'resume', '3')
    assert.match(unknown.stderr, /No webhook has this number: see latchkey webhooks list/)
    assert.equal(unknown.code, 1)
  })
})
