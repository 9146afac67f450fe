import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { tooLong } from '../../src/core/redemption/password-length.ts'
import { openDriver } from '../homeservers/open.ts'
import { openStandIns, setPassword } from '../homeservers/mas-stand-in.ts'
import { ownDendrite } from '../homeservers/dendrites.ts'
import { proxyTo } from '../homeservers/proxy.ts'
import { holds } from '../fuzz/kit.ts'
import { openOldPortal } from '../matrix-registration/old-portal.ts'
import { needs, synapse } from '../support/parts.ts'
import { openPortal, type TestPortal } from '../support/portal.ts'
import { openPortero } from '../support/portero.ts'
import { login, newName } from '../support/synapse-client.ts'
import { mePath, join, newVisitor } from '../support/visitor.ts'

/** As a Mac and a phone send the same keys. */
const decomposed = 'Grüße von Zoë über Ångström'.normalize('NFD')
const composed = decomposed.normalize('NFC')
assert.notEqual(decomposed, composed)

/** One grapheme of 3 bytes; its NFKC form has 33. */
const long = 'ﷺ'

const homeservers = {
  Synapse: { parts: needs('synapse'), kind: 'synapse', open: sharedSynapse },
  Dendrite: { parts: needs('dendrite'), kind: 'dendrite', open: ownDendrite },
} as const

function sharedSynapse() {
  return Promise.resolve({ ...synapse(), [Symbol.asyncDispose]: () => Promise.resolve() })
}

async function openAt({ kind, open }: (typeof homeservers)[keyof typeof homeservers]) {
  const homeserver = await open()
  const { url, serverName, sharedSecret: registrationSharedSecret } = homeserver
  const proxy = await proxyTo(url)
  const given = { kind, url: proxy.url, serverName, registrationSharedSecret }
  const portal = await openPortal({
    settings: { homeserver: given, passwords: { refuseGuessable: false } },
  })
  return {
    portal,
    proxy,
    signIn: (name: string, password: string) => login(url, name, password),
    userId: (name: string) => `@${name}:${serverName}`,
    [Symbol.asyncDispose]: async () => {
      await portal[Symbol.asyncDispose]()
      await proxy[Symbol.asyncDispose]()
      await homeserver[Symbol.asyncDispose]()
    },
  }
}

/** The sentence about the password on the form that comes back. */
async function faultOf(portal: TestPortal, code: string, password: string): Promise<string> {
  const { status, text } = await join(newVisitor(portal.url), code, { name: newName(), password })
  assert.equal(status, 422, password)
  return /id="password-error">([^<]*)/.exec(text)?.[1] ?? ''
}

for (const [name, homeserver] of Object.entries(homeservers)) {
  describe(`a password at ${name}`, homeserver.parts, () => {
    test('opens the account on every keyboard, whichever way it was typed first', async () => {
      await using it = await openAt(homeserver)
      for (const password of [decomposed, composed]) {
        const { code } = await it.portal.invite()
        const user = newName()
        const fields = { name: user, password, confirm: composed }
        const reply = await join(newVisitor(it.portal.url), code, fields)
        assert.match(reply.headers.get('location') ?? '', mePath, reply.text)
        assert.equal(await it.signIn(user, composed), it.userId(user))
      }
    })

    test('is recognised on the second press, whichever way it is typed then', async () => {
      await using it = await openAt(homeserver)
      const { code } = await it.portal.invite()
      const [visitor, user] = [newVisitor(it.portal.url), newName()]
      it.proxy.cut('"mac"', 'after')
      await join(visitor, code, { name: user, password: composed })
      const again = await join(visitor, code, { name: user, password: decomposed })
      assert.match(again.headers.get('location') ?? '', mePath, again.text)
    })

    test('may have 72 bytes; beyond that the form says how much is too much', async () => {
      await using it = await openAt(homeserver)
      const { code } = await it.portal.invite({ uses: null })
      for (const password of ['é'.repeat(36), 'a'.repeat(72)]) {
        const user = newName()
        const reply = await join(newVisitor(it.portal.url), code, { name: user, password })
        assert.match(reply.headers.get('location') ?? '', mePath, reply.text)
        assert.equal(await it.signIn(user, password), it.userId(user))
      }
      for (const [password, sentence] of [
        ['a'.repeat(73), /has 1 character too many\. It can have 72\./],
        ['a'.repeat(100), /has 28 characters too many\. It can have 72\./],
        ['é'.repeat(37), /leave out the last character\. It can have 72 plain letters;/],
        [`${'é'.repeat(36)}👨‍👩‍👧x`, /leave out the last 2 characters\./],
        ['e\u0301'.repeat(38), /leave out the last 2 characters\./],
      ] as const) {
        assert.match(await faultOf(it.portal, code, password), sentence)
      }
    })
  })
}

test('Synapse’s 72 bytes are those of the form that it hashes', needs('synapse'), async () => {
  await using it = await openAt(homeservers.Synapse)
  const { code } = await it.portal.invite({ uses: null })
  // 12 bytes as typed, 75 as hashed; then the other way round, 78 and 26.
  assert.match(
    await faultOf(it.portal, code, `${long.repeat(2)}abcdefghi`),
    /the last 3 characters/,
  )
  const user = newName()
  const wide = 'ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ'
  const reply = await join(newVisitor(it.portal.url), code, { name: user, password: wide })
  assert.match(reply.headers.get('location') ?? '', mePath, reply.text)
  assert.equal(await it.signIn(user, wide), it.userId(user))
})

test('where the homeserver’s form is not known, a password has to fit in each', async () => {
  const { passwordLimit } = await openDriver({ kind: 'registration-token' })
  assert.ok(passwordLimit)
  assert.equal(tooLong('a'.repeat(72), passwordLimit), null)
  assert.equal(tooLong(`${long.repeat(2)}abcdefghi`, passwordLimit)?.over, 3)
  assert.equal(tooLong('ａ'.repeat(25), passwordLimit)?.over, 1)
})

test('without the last characters that are too many a password fits, and not with one more', () => {
  const unit = fc.constantFrom('bytes' as const, 'characters' as const)
  const forms = fc.constantFrom(['NFC'] as const, ['NFKC'] as const, ['NFC', 'NFKC'] as const)
  const text = fc.string({ unit: 'grapheme', maxLength: 60 })
  return holds(fc.tuple(text, fc.nat(30), unit, forms), ([typed, max, of, all]) => {
    const password = typed.normalize('NFC')
    const limit = { max, unit: of, forms: all }
    const fault = tooLong(password, limit)
    if (fault === null) return
    const characters = Array.from(new Intl.Segmenter().segment(password), (one) => one.segment)
    const first = (count: number) => characters.slice(0, count).join('')
    assert.equal(tooLong(first(characters.length - fault.over), limit), null)
    assert.notEqual(tooLong(first(characters.length - fault.over + 1), limit), null)
  })
})

test('at MAS a password may have 512 characters, and both steps send it composed', async () => {
  const { mas, given, close } = await openStandIns('mas')
  const passwords = { maxLength: 512, refuseGuessable: false }
  await using portal = await openPortal({ settings: { ...given, passwords } })
  const { code } = await portal.invite({ uses: null })
  const visitor = newVisitor(portal.url)
  const start = 'Quietschende Fahrradpumpe '
  const most = start + 'é'.repeat(512 - start.length)
  const over = await join(visitor, code, { name: 'alice', password: `${most}éé` })
  assert.match(over.text, /has 2 characters too many\. It can have 512\./)
  mas.answer('set-password weak')
  await join(visitor, code, { name: 'alice', password: most.normalize('NFD') })
  mas.answer('set-password ok')
  const made = await join(visitor, code, { name: 'alice', password: most.normalize('NFD') })
  assert.match(made.headers.get('location') ?? '', mePath, made.text)
  const sent = mas.asked.filter(({ route }) => route === setPassword)
  assert.equal(sent.length, 2)
  for (const { body } of sent) assert.ok(body.includes(most))
  await close()
})

describe('a predecessor’s form', needs('synapse'), () => {
  test('of matrix-registration sends the password composed', async () => {
    await using portal = await openOldPortal()
    const { json } = await portal.call('POST', '/api/token', {})
    const username = newName()
    const fields = {
      username,
      password: decomposed,
      confirm: composed,
      token: String(json['name']),
    }
    const body = new URLSearchParams(fields)
    const reply = await fetch(`${portal.url}/register`, { method: 'POST', body })
    assert.equal(reply.status, 200, await reply.text())
    const { url, serverName } = synapse()
    assert.equal(await login(url, username, composed), `@${username}:${serverName}`)
  })

  test('of portero says by how much a password is too long', async () => {
    await using portero = await openPortero()
    const fields = {
      token: await portero.mint(),
      user_name: newName(),
      password: `${'correct horse battery '.repeat(3)}staple!!`,
      password_confirm: '',
    }
    const reply = await newVisitor(portero.publicUrl).post('/signup-complete/', fields)
    assert.equal(reply.status, 400)
    assert.match(reply.text, /has 2 characters too many\. It can have 72\./)
  })
})
