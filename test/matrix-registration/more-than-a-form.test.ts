import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openStandIns } from '../homeservers/mas-stand-in.ts'
import { standIn } from '../homeservers/stand-in.ts'
import { needs } from '../support/parts.ts'
import { newVisitor } from '../support/visitor.ts'
import { type OldPortal, openOldPortal } from './old-portal.ts'

/** Posts the form as scripts do, with a new token. */
async function post(portal: OldPortal) {
  const token = String((await portal.call('POST', '/api/token', { max_usage: 1 })).json['name'])
  const password = 'verysecure1'
  const fields = { username: 'alice', password, confirm: password, token }
  const body = new URLSearchParams(fields)
  const reply = await fetch(`${portal.url}/register`, { method: 'POST', body })
  return { token, status: reply.status, json: JSON.parse(await reply.text()) }
}

/** The answer contains the link, whose use is left. A loopback address isn't shown to people. */
async function assertSentOn(
  portal: OldPortal,
  { token, status, json }: Awaited<ReturnType<typeof post>>,
) {
  const link = `/register?token=${token}`
  const error = { token: [`An account takes more here than this form. Go on at ${link}`] }
  assert.deepEqual([status, json], [400, { errcode: 'MR_BAD_USER_REQUEST', error }])
  const kept = (await portal.call('GET', `/api/token/${token}`)).json
  assert.deepEqual([kept['used'], kept['active']], [0, true])
  return new URL(link, portal.url)
}

// The configuration contains only the URL and the secret of the shared Synapse.
describe('a script at a homeserver that needs more than a form', needs('synapse'), () => {
  test('gets no account where MAS has the form, but a link that leads there', async () => {
    const { mas, given, close } = await openStandIns('mas-token')
    mas.answer('reg token named')
    const keys = {
      latchkey: {
        homeserver: { kind: 'mas-token', url: given.homeserver.url, server_name: 'syn3.test' },
        mas: {
          url: mas.url,
          client_id: given.mas.clientId,
          client_secret: given.mas.clientSecret,
        },
      },
    }
    await using portal = await openOldPortal({ keys })
    const link = await assertSentOn(portal, await post(portal))
    assert.ok(!mas.asked.some(({ route }) => route.endsWith('/user-registration-tokens')))
    const visitor = newVisitor(portal.url)
    const page = await visitor.get(link.pathname + link.search)
    const form = /href="([^"]+\/account)"/.exec(page.text)?.[1] ?? ''
    await visitor.get(form)
    const done = await visitor.post(form, { name: 'alice' }, { origin: portal.url })
    const welcome = await visitor.get(done.headers.get('location') ?? '')
    assert.match(welcome.text, /href="[^"]*\/register\/password\?username=alice"/)
    await close()
  })

  test('gets a link where terms have to be accepted on a page', async () => {
    await using server = await standIn('synapse-uia-all-stages', 'mas-synapse-as-new-user')
    const route = 'POST /_matrix/client/v3/register'
    const more = /"m.login.recaptcha",\s+("m.login.terms"),\s+"m.login.email.identity"/
    const recorded = more.exec(server.recorded('stage 0'))
    server.answerAt(route, 'stage 0', [recorded?.[0] ?? '', recorded?.[1] ?? ''])
    const homeserver = { kind: 'registration-token', url: server.url, registration_token: 'once' }
    await using portal = await openOldPortal({ keys: { latchkey: { homeserver } } })
    await assertSentOn(portal, await post(portal))
  })
})
