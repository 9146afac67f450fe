import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openStandIns, users } from '../homeservers/mas-stand-in.ts'
import { newAdmin, newRegistrationToken, ownSynapse, withTokens } from '../homeservers/synapses.ts'
import { openOldPortal } from '../matrix-registration/old-portal.ts'
import { needs, synapse } from '../support/parts.ts'
import { openPortal, type TestPortal } from '../support/portal.ts'
import { openPortero } from '../support/portero.ts'
import { newName, registered } from '../support/synapse-client.ts'
import { mePath, join, newVisitor } from '../support/visitor.ts'

const password = 'correct horse battery'
const proxies = { trusted: ['127.0.0.1'] }

/** Nobody answers there, so nothing is known of any name. */
const homeserver = { url: 'http://127.0.0.1:9', serverName: 'garden.example' }

interface Refused {
  status: number
  /** The sentence about the name, without markup. */
  sentence: string
  /** What stands in the field. */
  field: string
  suggestions: string[]
}

const plain = (html: string) => html.replaceAll(/<[^>]*>/g, '').trim()

function readRefusal({ status, text }: { status: number; text: string }): Refused {
  const [, sentence = ''] = /id="name-error">(.*?)<\/p>/s.exec(text) ?? []
  const [, field = ''] = /name="name"\s+type="text"\s+value="([^"]*)"/.exec(text) ?? []
  const found = text.matchAll(/\/account\?name=([^"]*)"/g)
  const suggestions = Array.from(found, ([, name = '']) => decodeURIComponent(name))
  return { status, sentence: plain(sentence), field, suggestions }
}

async function post(portal: TestPortal, code: string, name: string): Promise<Refused> {
  return readRefusal(await join(newVisitor(portal.url), code, { name, password }))
}

async function check(portal: TestPortal, code: string, name: string) {
  const reply = await fetch(`${portal.url}/i/${code}/name?name=${encodeURIComponent(name)}`)
  return (await reply.json()) as { status: string; message?: string; suggestions?: string[] }
}

/** The number of requests to the homeserver about names. */
async function asked({ app }: TestPortal): Promise<number> {
  const { values } = await app.metrics.homeserver.get()
  return values
    .filter(({ metricName, labels }) => metricName?.endsWith('_count') && labels.call === 'profile')
    .reduce((sum, { value }) => sum + value, 0)
}

/** As the homeserver words it. */
const invalid = (error: string) => [400, { errcode: 'M_INVALID_USERNAME', error }]

/** What is typed, the sentence, and the offered name. */
const kinds: [typed: string, sentence: string, offer: string | null][] = [
  ['X@mail.example', 'Only the name goes here. Please leave out @mail.example.', 'X'],
  ['@X@social.example', 'Only the name goes here. Please leave out @social.example.', 'X'],
  ['@X:other.example', 'Only the name goes here. Please leave out :other.example.', 'X'],
  ['https://matrix.to/#/@X:other.example', 'Only the name goes here, not a whole link.', 'X'],
  ['https://chat.example/i/k7wq', 'Only the name goes here, not a whole link.', null],
  ['X Maria', 'A name can’t have spaces. A dot can stand between two words.', 'X.maria'],
  [
    'X😀',
    'A name can’t have 😀. It can have the letters a to z, digits, dots, dashes and underscores.',
    'X',
  ],
  [
    'X.Мария',
    'A name can’t have мария. It can have the letters a to z, digits, dots, dashes and underscores.',
    'X.mariya',
  ],
  ['X\u200b', 'The name has characters that can’t be seen, perhaps from copying.', 'X'],
  ['_X', 'A name can’t begin with _.', 'X'],
  [
    '+49 170 1234567',
    'A name can’t be only a number, such as a phone number. Please pick one with letters.',
    null,
  ],
]

describe('a name that can’t be had', needs('synapse'), () => {
  test('is refused by its wrong part, alike on the form and while it is typed, and what is offered can be had', async () => {
    await using portal = await openPortal({ settings: { proxies } })
    const { code } = await portal.invite({ uses: null })
    for (const [typed, sentence, offer] of kinds) {
      const start = newName()
      const [name, offered] = [typed.replace('X', start), offer?.replace('X', start)]
      const refused = await post(portal, code, name)
      assert.deepEqual([refused.status, refused.sentence], [422, sentence], name)
      assert.equal(refused.field, offered ?? name)
      const { status, message, suggestions } = await check(portal, code, name)
      assert.equal(status, 'invalid')
      assert.equal(message?.replaceAll(/[\u2068\u2069]/g, ''), sentence)
      assert.deepEqual(suggestions, offered === undefined ? [] : [offered])
      if (offered === undefined) continue
      const made = await join(newVisitor(portal.url), code, { name: offered, password })
      assert.match(made.headers.get('location') ?? '', mePath, made.text)
      assert.ok(await registered(synapse(), offered))
    }
  })

  test('is not offered where it is known to be taken: others are, and each can be had', async () => {
    await using portal = await openPortal({ settings: { proxies } })
    const { code } = await portal.invite({ uses: null })
    const taken = newName()
    await join(newVisitor(portal.url), code, { name: taken, password })
    for (const typed of [`${taken}@mail.example`, taken]) {
      const { field, suggestions } = await post(portal, code, typed)
      assert.equal(field, typed)
      assert.equal(suggestions.length, 3)
      assert.ok(!suggestions.includes(taken))
      for (const name of suggestions) assert.equal(await registered(synapse(), name), false, name)
    }
    const [one = ''] = (await post(portal, code, taken)).suggestions
    const page = await newVisitor(portal.url).get(`/i/${code}/account?name=${one}`)
    assert.equal(readRefusal(page).field, one)
  })

  test('is offered unasked where this network has asked for many names already', async () => {
    const limits = { nameChecks: { points: 2, per: 3_600_000 } }
    await using portal = await openPortal({ settings: { limits, proxies } })
    const { code } = await portal.invite({ uses: null })
    const address = { 'x-forwarded-for': '192.0.2.7' }
    const visitor = newVisitor(portal.url)
    const send = async (name: string) => {
      const fields = { name, password }
      return readRefusal(await visitor.post(`/i/${code}/account`, fields, address))
    }
    const name = newName()
    for (let at = 0; at < 4; at++) {
      const before = await asked(portal)
      const { status, field } = await send(`${name} ${at}x`)
      assert.deepEqual([status, field], [422, `${name}.${at}x`])
      assert.equal((await asked(portal)) - before, at < 2 ? 1 : 0)
    }
    // Without a look-up no similar name is suggested.
    const reserved = await send('admin')
    assert.deepEqual([reserved.status, reserved.suggestions], [422, []])
    const made = await visitor.post(`/i/${code}/account`, { name, password }, address)
    assert.match(made.headers.get('location') ?? '', mePath)
  })

  test('is refused by portero’s form in the same words', async () => {
    await using portero = await openPortero()
    const name = newName()
    const fields = { token: await portero.mint(), password, password_confirm: password }
    const visitor = newVisitor(portero.publicUrl)
    const send = (user: string) => visitor.post('/signup-complete/', { ...fields, user_name: user })
    const refused = readRefusal(await send(`${name}@mail.example`))
    assert.deepEqual(refused, {
      status: 400,
      sentence: 'Only the name goes here. Please leave out @mail.example.',
      field: name,
      suggestions: [],
    })
    assert.equal((await send(name)).status, 200)
  })

  test('is refused by matrix-registration’s API in its own words, and by its page in ours', async () => {
    await using portal = await openOldPortal()
    const { json } = await portal.call('POST', '/api/token', {})
    const token = String(json['name'])
    const send = async (username: string) => {
      const body = new URLSearchParams({ username, password, confirm: password, token })
      const reply = await fetch(`${portal.url}/register`, { method: 'POST', body })
      return [reply.status, await reply.json()]
    }
    assert.deepEqual(await send('_ana'), invalid('User ID may not begin with _'))
    const numeric = invalid('Numeric user IDs are reserved for guest users.')
    assert.deepEqual(await send('1984'), numeric)
    assert.deepEqual(await send('0170-1234567'), numeric)
    assert.deepEqual(await send('chat.example/i/abc'), invalid('User ID may not be a link'))
    const pattern =
      "Username doesn't follow pattern: '^@?[a-zA-Z_\\-=\\.\\/0-9]+(:127\\.0\\.0\\.1)?$'"
    const username = { errcode: 'MR_BAD_USER_REQUEST', error: { username: [pattern] } }
    for (const name of ['ana@mail.example', 'ana maria', 'ana😀']) {
      assert.deepEqual(await send(name), [400, username])
    }
    const path = `/register/i/${token}/account`
    const visitor = newVisitor(portal.url)
    const page = await visitor.post(path, { name: 'ana@mail.example', password })
    assert.equal(readRefusal(page).sentence, kinds[0]?.[1])
  })
})

test('a rule of the operator’s holds for whatever is offered', async () => {
  const names = { pattern: '^(?:[a-z]+[.][a-z]+)$', reserved: ['ana.garden'], minLength: 4 }
  await using portal = await openPortal({ settings: { homeserver, names } })
  const { code } = await portal.invite({ uses: null })
  for (const [typed, sentence, field, suggestions] of [
    ['anna', /Names here follow a pattern, and anna doesn’t\./, 'anna', ['anna.garden']],
    ['ana', /at least 4 characters/, 'ana', []],
    ['ana.garden', /isn’t available here/, 'ana.garden', []],
    ['Ana Maria', /spaces/, 'ana.maria', []],
    ['anna@mail.example', /leave out @mail\.example/, 'anna.garden', []],
    ['ana@mail.example', /leave out @mail\.example/, 'ana@mail.example', []],
  ] as const) {
    const refused = await post(portal, code, typed)
    assert.match(refused.sentence, sentence)
    assert.deepEqual([refused.field, refused.suggestions], [field, suggestions], typed)
    const { suggestions: offered } = await check(portal, code, typed)
    assert.deepEqual(offered, field === typed ? suggestions : [field])
  }
})

test('a reserved, a short and a long name are refused with names that can be had', async () => {
  const names = { minLength: 3, maxLength: 20 }
  await using portal = await openPortal({ settings: { homeserver, names } })
  const { code } = await portal.invite({ uses: null })
  const admin = await post(portal, code, 'Admin')
  assert.equal(admin.sentence, 'The name Admin isn’t available here. Please pick another one.')
  assert.equal(admin.suggestions[0], 'admin.garden')
  const short = await post(portal, code, 'li')
  assert.equal(short.sentence, 'A name has at least 3 characters.')
  assert.equal(short.suggestions[0], 'li.garden')
  const long = await post(portal, code, 'ana-maria.lopez-de-la-cruz')
  assert.equal(long.sentence, 'A name has at most 20 characters. This one has 6 too many.')
  assert.equal(long.field, 'ana-maria.lopez-de-l')
})

test(
  'a name that the homeserver keeps for its services is neither taken nor offered',
  needs('synapse'),
  async () => {
    await using own = await ownSynapse(withTokens)
    const { url, serverName } = own
    const registrationToken = await newRegistrationToken(own, await newAdmin(own))
    const kind = 'registration-token'
    const given = { kind, url, serverName, registrationToken } as const
    await using portal = await openPortal({ settings: { homeserver: given, proxies } })
    const { code } = await portal.invite({ uses: 2 })
    const sentence = 'The name irc_ana isn’t available here. Please pick another one.'
    const expected = { status: 422, sentence, field: 'irc_ana', suggestions: [] }
    assert.deepEqual(await post(portal, code, 'irc_ana'), expected)
    const { field, suggestions } = await post(portal, code, 'irc_ana@mail.example')
    assert.deepEqual([field, suggestions], ['irc_ana@mail.example', []])
    // Synapse answers 429 to two at once.
    await join(newVisitor(portal.url), code, { name: 'ana', password })
    assert.equal((await post(portal, code, 'ana')).suggestions.length, 3)
  },
)

test('a name that only the homeserver refuses is refused in a sentence of its own', async () => {
  const { mas, given, close } = await openStandIns('mas')
  await using portal = await openPortal({ settings: given })
  const { code } = await portal.invite()
  mas.answer('create invalid space')
  const refused = await post(portal, code, 'alice')
  assert.deepEqual([refused.status, refused.field], [422, 'alice'])
  const sentence = 'The chat server doesn’t take the name alice. Please pick another one.'
  assert.equal(refused.sentence, sentence)
  await close()
})

test('at the second step of MAS the form refuses a name in the same words', async () => {
  const { mas, given, close } = await openStandIns('mas')
  await using portal = await openPortal({ settings: given })
  const { code } = await portal.invite()
  const visitor = newVisitor(portal.url)
  mas.answer('set-password weak')
  const weak = await join(visitor, code, { name: 'alice', password })
  assert.match(weak.text, /wants a stronger password/)
  mas.answer('set-password ok', 'create taken', 'by-username')
  const refused = await join(visitor, code, { name: 'alice@mail.example', password })
  assert.equal(readRefusal(refused).sentence, kinds[0]?.[1])
  const made = await join(visitor, code, { name: 'alice', password: `${password} staple` })
  assert.match(made.headers.get('location') ?? '', mePath, made.text)
  assert.equal(mas.asked.filter(({ route }) => route === users).length, 1)
  await close()
})
