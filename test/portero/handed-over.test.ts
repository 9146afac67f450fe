import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openStandIns } from '../homeservers/mas-stand-in.ts'
import { needs } from '../support/parts.ts'
import { openPortero } from '../support/portero.ts'
import { mePath, newVisitor } from '../support/visitor.ts'

const password = 'correct horse battery'

test(
  'where MAS has the form, a form that was open leads there without cookies, and nobody is welcomed yet',
  needs('synapse'),
  async () => {
    const { mas, given, close } = await openStandIns('mas-token')
    mas.answer('reg token named')
    await using portero = await openPortero({
      added: [
        'latchkey.homeserver.kind = mas-token',
        'latchkey.homeserver.server_name = syn3.test',
        `matrix.adminURL = ${given.homeserver.url}/`,
        `latchkey.mas.url = ${mas.url}`,
        `latchkey.mas.client_id = ${given.mas.clientId}`,
        `latchkey.mas.client_secret = ${given.mas.clientSecret}`,
      ],
    })
    const token = await portero.mint()
    const fields = { token, user_name: 'alice', password, password_confirm: password }
    const visitor = newVisitor(portero.publicUrl)
    const reply = await visitor.post('/signup-complete/', fields)
    assert.equal(reply.status, 303, reply.text)
    const next = reply.headers.get('location') ?? ''
    assert.match(next, mePath)
    for (const browser of [visitor, newVisitor(portero.publicUrl)]) {
      assert.match((await browser.get(next)).text, /register\/password\?username=alice/)
    }
    assert.match((await visitor.welcome()).text, /register\/password\?username=alice/)
    await close()
  },
)
