import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import type { Fact, SendOutcome } from '../../src/ports/webhooks.ts'
import { addressesOf } from '../../src/webhooks/addresses.ts'
import { createSender, type SenderOptions } from '../../src/webhooks/send.ts'
import { makeAuthority } from '../support/authority.ts'
import { configuration, site, workplace } from '../support/command.ts'
import { type Answer, hook, secret, startReceiver } from './receiver.ts'

const fact: Fact = {
  id: '01kb7d5m3v0000000000000000',
  kind: 'account.made',
  at: Date.parse('2026-11-29T12:00:00Z'),
  actor: { kind: 'newcomer', id: null, via: 'portal' },
  subject: { id: '01kb7d5m3v0000000000000001', name: '@ana:example.org', invitedBy: '@bo:b.org' },
  details: { invite: '01kb7d5m3v0000000000000002' },
}
const never = new AbortController().signal

function sender(options: Partial<SenderOptions> = {}) {
  return createSender({ clock: Date.now, language: () => 'en', ...options })
}

describe('a webhook', { concurrency: true }, () => {
  test('gets the event as JSON with a sentence, signed as Standard Webhooks says', async () => {
    await using receiver = await startReceiver()
    assert.equal(await sender()(hook(receiver.url('/in?a=b')), fact, never), 'sent')
    const [received] = receiver.received
    assert.deepEqual(receiver.forged, [])
    assert.equal(received?.path, '/in?a=b')
    assert.equal(received.id, fact.id)
    assert.deepEqual(received.body, {
      type: 'account.made',
      timestamp: '2026-11-29T12:00:00.000Z',
      text: '@ana:example.org joined',
      data: {
        id: fact.id,
        actor: fact.actor,
        subject: { id: fact.subject?.id, name: '@ana:example.org' },
        invited_by: '@bo:b.org',
        invite: '01kb7d5m3v0000000000000002',
      },
    })
    assert.match(String(received.headers['user-agent']), /^Latchkey\//)
  })

  test('is signed with each of several secrets, so that one can replace another', async () => {
    await using receiver = await startReceiver()
    const newer = `whsec_${randomBytes(32).toString('base64')}`
    for (const secrets of [[newer, secret], [secret, newer], [newer]]) {
      await sender()(hook(receiver.url('/'), { secrets }), fact, never)
    }
    assert.equal(receiver.forged.length, 1, 'the last had only the other one')
  })

  const faults: [Answer, SendOutcome][] = [
    [200, 'sent'],
    ['slow body', 'sent'],
    [500, { fault: 'refused', status: 500 }],
    [404, { fault: 'refused', status: 404 }],
    [410, { fault: 'gone', status: 410 }],
    ['redirect', { fault: 'redirect', status: 307 }],
    ['reset', { fault: 'unreachable', status: null }],
    ['hang', { fault: 'timeout', status: null }],
  ]
  for (const [answer, outcome] of faults) {
    test(`that answers ${answer} gets one request, and that is told`, async () => {
      await using receiver = await startReceiver()
      receiver.answer(() => answer)
      assert.deepEqual(await sender()(hook(receiver.url('/')), fact, never), outcome)
      assert.equal(receiver.received.length, 1)
    })
  }

  test('that hangs is left when the program shuts down', async () => {
    await using receiver = await startReceiver()
    const ending = new AbortController()
    receiver.answer(() => {
      ending.abort()
      return 'hang'
    })
    assert.equal(await sender()(hook(receiver.url('/')), fact, ending.signal), 'stopped')
  })

  test('whose name is resolved too slowly, to nothing, or not at all is told', async () => {
    const url = 'https://hooks.example.org/'
    const told = (resolve: SenderOptions['resolve']) =>
      sender({ resolve, timeoutMs: 500 })(hook(url), fact, never)
    const timeout = { fault: 'timeout', status: null }
    const nowhere = { fault: 'not_found', status: null }
    assert.deepEqual(await told(() => new Promise(() => {})), timeout)
    assert.deepEqual(await told(async () => []), nowhere)
    assert.deepEqual(await told(() => Promise.reject(new Error('ENOTFOUND'))), nowhere)
  })
})

test('a webhook over HTTPS needs a certificate of its host, in time, of an authority that is trusted', async () => {
  const authority = makeAuthority()
  const own = 'IP:127.0.0.1'
  const valid = authority.issue(own)
  await using good = await startReceiver(valid)
  await using other = await startReceiver(authority.issue('DNS:hooks.example.org'))
  await using over = await startReceiver(authority.issue(own, { isExpired: true }))
  const unknown = makeAuthority()
  await using stranger = await startReceiver(unknown.issue(own))
  await using itself = await startReceiver(unknown.own)
  const receivers = [good, other, over, stranger, itself]
  const lines = receivers.map(
    (one) => `  - url: ${one.url('/')}\n    secret: ${secret}\n    allow_private: true\n`,
  )
  await using place = await workplace(configuration(`${site}webhooks:\n${lines.join('')}`))
  const trusting = { NODE_EXTRA_CA_CERTS: authority.file }
  const { stdout, code } = await place.runWith(trusting, 'webhooks', 'test')
  const told = stdout.split('\n').map((line) => line.replace(/^\S+ \S+ /, ''))
  assert.deepEqual(told.slice(0, 3), [
    'accepted',
    'Its certificate is for another host name',
    'Its certificate has expired',
  ])
  for (const cause of told.slice(3, 5)) assert.match(cause, /self-signed, or of an authority/)
  assert.equal(code, 1)
  assert.deepEqual(good.forged, [])
  assert.deepEqual(
    receivers.map(({ received }) => received.length),
    [1, 0, 0, 0, 0],
  )
  const untold = await place.run('webhooks', 'test', '--only', '1')
  assert.match(untold.stdout, /not trusted: set NODE_EXTRA_CA_CERTS/)
})

/** Each of them in the special-purpose registries of IANA, IPv4 mapped and translated ones included. */
const reserved = `
  0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 169.254.169.254 172.16.0.1 192.0.0.8 192.0.2.1
  192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1 255.255.255.255
  :: ::1 ::ffff:127.0.0.1 ::ffff:7f00:1 64:ff9b::7f00:1 64:ff9b:1::1 100::1 2001::1 2001:db8::1
  2002:7f00:1:: fc00::1 fe80::1 ff02::1`
  .trim()
  .split(/\s+/)

const family = (address: string) => (address.includes(':') ? 6 : 4)

test('no private or reserved address gets a request, unless that is allowed', async () => {
  await using receiver = await startReceiver()
  for (const address of reserved) {
    const resolve = async () => [{ address, family: family(address) }]
    const named = { ...hook('https://hooks.example.org/'), allowPrivate: false }
    const refused = { fault: 'address_private', status: null }
    assert.deepEqual(await sender({ resolve })(named, fact, never), refused, address)
    const host = family(address) === 6 ? `[${address}]` : address
    const literal = { ...named, url: `https://${host}/` }
    assert.deepEqual(await sender({ resolve })(literal, fact, never), refused, literal.url)
  }
  const strict = { ...hook(receiver.url('/')), allowPrivate: false }
  assert.deepEqual(await sender()(strict, fact, never), { fault: 'address_private', status: null })
  assert.equal(receiver.received.length, 0)
})

test('the name is resolved once, and the address that was looked at is connected to', async () => {
  await using receiver = await startReceiver()
  const asked: string[] = []
  const resolve = async (host: string) => {
    asked.push(host)
    // Whoever asks a second time is led elsewhere.
    return [{ address: asked.length === 1 ? '127.0.0.1' : '192.0.2.1', family: 4 }]
  }
  const url = `http://hooks.example.org:${receiver.port}/`
  assert.equal(await sender({ resolve })(hook(url), fact, never), 'sent')
  assert.deepEqual(asked, ['hooks.example.org'])
  assert.equal(receiver.received[0]?.headers.host, `hooks.example.org:${receiver.port}`)
})

test('of several addresses only public ones are used', async () => {
  const one = { address: '8.8.4.4', family: 4 }
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }, one]
  assert.deepEqual(await addressesOf('a.example', { resolve, allowPrivate: false }), [one])
})
