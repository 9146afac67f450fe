import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { needs, synapse } from '../support/parts.ts'
import { newName, nonce } from '../support/synapse-client.ts'
import { callApi, openOldPortal, type Reply, SECRET } from './old-portal.ts'

const path = '/_synapse/admin/v1/registration_tokens'

/** The access token of a new Synapse administrator (admin API, register). */
async function administrator(): Promise<string> {
  const { url, sharedSecret } = synapse()
  const [username, password] = [newName('admin'), 'verysecure1']
  const fresh = (await nonce(url)) ?? ''
  const mac = createHmac('sha1', sharedSecret)
    .update([fresh, username, password, 'admin'].join('\0'))
    .digest('hex')
  const body = { nonce: fresh, username, password, admin: true, mac }
  const { json } = await callApi(url, 'POST', '/_synapse/admin/v1/register', body)
  return String(json['access_token'])
}

const soon = Date.now() + 3_600_000

/** Calls whose answers depend only on earlier calls. */
const calls: [method: string, below: string, body?: unknown][] = [
  ['POST', '/new', { token: 'Own.To~ken', uses_allowed: 3, expiry_time: soon }],
  ['POST', '/new', { token: 'Own.To~ken' }],
  ['POST', '/new', { token: 'Endless', uses_allowed: null, expiry_time: null }],
  ['POST', '/new', { token: 'Nobody', uses_allowed: 0 }],
  ['POST', '/new', { token: 'not a token' }],
  ['POST', '/new', { token: '' }],
  ['POST', '/new', { token: 'x'.repeat(65) }],
  ['POST', '/new', { token: 5 }],
  ['POST', '/new', { length: 0 }],
  ['POST', '/new', { length: 65 }],
  ['POST', '/new', { length: 'x' }],
  ['POST', '/new', { uses_allowed: -1 }],
  ['POST', '/new', { uses_allowed: 'x' }],
  ['POST', '/new', { uses_allowed: 1.5 }],
  ['POST', '/new', { expiry_time: 1 }],
  ['POST', '/new', { expiry_time: 'x' }],
  ['POST', '/new', '{bad'],
  ['POST', '/new', ''],
  ['GET', '/Own.To~ken'],
  ['GET', '/NoSuch'],
  ['PUT', '/Own.To~ken', { uses_allowed: 7 }],
  ['PUT', '/Own.To~ken', { expiry_time: null }],
  ['PUT', '/Own.To~ken', {}],
  ['PUT', '/Own.To~ken', { uses_allowed: -1 }],
  ['PUT', '/Own.To~ken', { expiry_time: 1 }],
  ['PUT', '/NoSuch', { uses_allowed: 7 }],
  ['GET', ''],
  ['GET', '?valid=true'],
  ['GET', '?valid=false'],
  ['GET', '?valid=maybe'],
  ['DELETE', '/Endless'],
  ['DELETE', '/Endless'],
  ['GET', '/Endless'],
  ['DELETE', '/Own.To~ken'],
  ['DELETE', '/Nobody'],
]

test(
  'calls for registration tokens get the same answers as at Synapse',
  needs('synapse'),
  async () => {
    await using portal = await openOldPortal()
    const admin = await administrator()
    for (const [method, below, body] of calls) {
      const [theirs, ours] = await Promise.all([
        callApi(synapse().url, method, path + below, body, `Bearer ${admin}`),
        callApi(portal.url, method, path + below, body, `Bearer ${SECRET}`),
      ])
      const label = `${method} ${below} ${JSON.stringify(body)}`
      assert.deepEqual(comparable(ours), comparable(theirs), label)
    }
  },
)

/** The order of lists isn't defined. */
function comparable({ status, json, headers }: Reply) {
  const tokens = json['registration_tokens']
  const sorted =
    Array.isArray(tokens) && tokens.map((one) => JSON.stringify(sortKeys(one))).toSorted()
  const type = headers.get('content-type')
  return { status, type, json: sorted || json }
}

function sortKeys(one: object): object {
  return Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

test(
  'a token that is requested only by its length is long enough against guesses',
  needs('synapse'),
  async () => {
    await using portal = await openOldPortal()
    const lengths = []
    for (const body of [{}, { length: 3 }, { length: 40 }]) {
      const { json } = await callApi(portal.url, 'POST', `${path}/new`, body, `Bearer ${SECRET}`)
      lengths.push(String(json['token']).length)
    }
    assert.deepEqual(lengths, [16, 16, 40])
  },
)

test('without the secret every call is refused, as at Synapse', needs('synapse'), async () => {
  await using portal = await openOldPortal()
  for (const authorization of ['Bearer nope', 'Basic nope']) {
    const [theirs, ours] = await Promise.all([
      callApi(synapse().url, 'GET', path, undefined, authorization),
      callApi(portal.url, 'GET', path, undefined, authorization),
    ])
    assert.equal(ours.status, theirs.status)
    assert.equal(ours.json['errcode'], theirs.json['errcode'])
  }
})
