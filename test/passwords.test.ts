import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { needs } from './support/parts.ts'
import { openPortal } from './support/portal.ts'
import { newName } from './support/synapse-client.ts'
import { join, newVisitor } from './support/visitor.ts'

const homeserver = { url: 'http://127.0.0.1:9', serverName: 'example.org' }

const guessable = [
  'aaaaaaaaaa',
  'Password123!',
  'P@ssw0rd2024',
  'anaexample1',
  'Ana.Example.org7',
  'example-ana-org',
  'qwertzuiop',
  '1q2w3e4r5t',
  'abcdefghij',
  '1234567890',
  '20.05.1990',
  'abcabcabcabc',
  'a'.repeat(72),
]

const fine = [
  'correct horse battery',
  'anas neue fahrradpumpe quietscht',
  'kolme pientä possua tanssii',
  'пословица о терпении',
  '我的猫昨天在屋顶上看月亮',
  'قطة تقرأ الجريدة في المطر',
  'ネコが屋根で月を見ていた夜',
  'dAYjKUoSkC2OHTh8',
]

describe('a password', () => {
  test('that can be guessed is refused on the form with a reason, without asking the homeserver', async () => {
    await using portal = await openPortal({ settings: { homeserver } })
    const { code } = await portal.invite({ uses: null })
    for (const password of guessable) {
      const reply = await join(newVisitor(portal.url), code, { name: 'ana', password })
      assert.equal(reply.status, 422, password)
      assert.match(reply.text, /easy to guess|strangers try first/, password)
    }
    assert.doesNotMatch(portal.logged(), /homeserver was asked/)
    const reply = await fetch(`${portal.url}/i/${code}/account`, {
      method: 'POST',
      headers: { 'accept-language': 'de' },
      body: new URLSearchParams({ name: 'ana', password: 'anaexample1' }),
    })
    assert.match(await reply.text(), /leicht zu erraten/)
  })

  test('that can be guessed is accepted if the operator allows it', async () => {
    const passwords = { refuseGuessable: false }
    await using portal = await openPortal({ settings: { homeserver, passwords } })
    const { code } = await portal.invite({ uses: null })
    for (const password of guessable) {
      const reply = await join(newVisitor(portal.url), code, { name: 'ana', password })
      assert.notEqual(reply.status, 422, password)
    }
  })

  test(
    'that is long is accepted in any script, and so is a random one',
    needs('synapse'),
    async () => {
      await using portal = await openPortal()
      const { code } = await portal.invite({ uses: null })
      for (const password of fine) {
        const reply = await join(newVisitor(portal.url), code, { name: newName(), password })
        assert.equal(reply.status, 303, password)
      }
    },
  )
})
