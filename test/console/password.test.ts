import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { findSignedIn } from '../../src/core/members/session.ts'
import type { SynapseAddress } from '../../tools/synapse.ts'
import { countOtherDevices, ownDendrite } from '../homeservers/dendrites.ts'
import {
  countDevices,
  goodPassword,
  newAccount,
  newAdmin,
  ownSynapse,
} from '../homeservers/synapses.ts'
import { NEWEST } from '../../tools/synapse-install.ts'
import { newAddress } from '../support/address.ts'
import { cookieIn, ownPage } from '../support/console.ts'
import { needs, synapse } from '../support/parts.ts'
import { openPortal, type TestPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'
import { newVisitor, type Reply, type Visitor } from '../support/visitor.ts'
import type { Config } from '../../src/model/config.ts'

/** The whole portal in front of a homeserver of one's choice. */
function openAt(
  { url, serverName, sharedSecret: registrationSharedSecret }: SynapseAddress,
  settings: { kind?: 'synapse' | 'dendrite'; console?: Partial<Config['console']> } = {},
): Promise<TestPortal> {
  const { kind = 'synapse', console = {} } = settings
  const homeserver = { kind, url, serverName, registrationSharedSecret }
  return openPortal({ settings: { homeserver, console } })
}

function press(
  browser: Visitor,
  user: string,
  { password = goodPassword, next = '' }: { password?: string; next?: string } = {},
): Promise<Reply> {
  return browser.press('/console/sign-in/password', { user, password, next }, ownPage)
}

/** Who a sign-in's cookie stands for. */
async function whoIn({ app }: TestPortal, { headers }: Reply) {
  const token = cookieIn(headers, 'latchkey_session') ?? ''
  const { kind, id } = (await findSignedIn(app, token))?.actor ?? {}
  return [kind, id]
}

/** A Matrix call of somebody's. */
async function as(
  { url }: SynapseAddress,
  token: unknown,
  [method, path]: [method: string, path: string],
  body?: object,
): Promise<Record<string, unknown>> {
  const reply = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${String(token)}` },
    body: body === undefined ? null : JSON.stringify(body),
  })
  const answer = (await reply.json()) as Record<string, unknown>
  assert.ok(reply.ok, `${path}: ${JSON.stringify(answer)}`)
  return answer
}

test(
  'the Matrix password signs in at Synapse, and leaves no device',
  needs('synapse'),
  async () => {
    const address = synapse()
    const [name, admin] = [newName(), await newAdmin(address)]
    await newAccount(address, { name })
    await using portal = await openAt(address)
    const devices = await countDevices(address, name, admin)
    for (const user of [name, `@${name}:${address.serverName}`, ` ${name} `]) {
      const reply = await press(newVisitor(portal.url), user, { next: '/console?x=1' })
      assert.deepEqual([reply.status, reply.headers.get('location')], [303, '/console?x=1'])
      assert.deepEqual(await whoIn(portal, reply), ['member', `@${name}:${address.serverName}`])
    }
    assert.equal(await countDevices(address, name, admin), devices)
  },
)

test(
  'the Matrix password signs in at Dendrite, and leaves no device',
  needs('dendrite'),
  async () => {
    await using dendrite = await ownDendrite()
    const [ana, root] = [newName(), newName('root')]
    await newAccount(dendrite, { name: ana })
    await newAccount(dendrite, { name: root, isAdmin: true })
    await using portal = await openAt(dendrite, { kind: 'dendrite' })
    const devices = await countOtherDevices(dendrite, ana, goodPassword)
    const kinds = [ana, root].map(
      async (user) => (await whoIn(portal, await press(newVisitor(portal.url), user)))[0],
    )
    assert.deepEqual(await Promise.all(kinds), ['member', 'operator'])
    assert.equal(await countOtherDevices(dendrite, ana, goodPassword), devices + 1)
    const wrong = await press(newVisitor(portal.url), ana, { password: 'wrong horse' })
    assert.equal(wrong.status, 403)
  },
)

test(
  'a wrong password signs nobody in, and the form keeps only the name',
  needs('synapse'),
  async () => {
    const name = newName()
    await newAccount(synapse(), { name })
    await using portal = await openAt(synapse())
    for (const user of [name, newName('nobody')]) {
      const { status, text, headers } = await press(newVisitor(portal.url), user, {
        password: 'wrong horse battery',
      })
      assert.equal(status, 403)
      assert.match(text, new RegExp(`value="${user}"`))
      assert.doesNotMatch(text, /wrong horse/)
      assert.equal(cookieIn(headers, 'latchkey_session'), undefined)
    }
    const elsewhere = await press(newVisitor(portal.url), `@${name}:elsewhere.example`)
    assert.equal(elsewhere.status, 403)
    assert.match(elsewhere.text, /another server/)
    assert.doesNotMatch(portal.logged(), /wrong horse|correct horse/)
  },
)

suite('roles', needs('synapse'), () => {
  test('an administrator of the homeserver is an operator, until they aren’t one', async () => {
    const address = synapse()
    const [name, admin] = [newName('root'), await newAdmin(address)]
    await newAccount(address, { name, isAdmin: true })
    await using portal = await openAt(address)
    const kind = async () => (await whoIn(portal, await press(newVisitor(portal.url), name)))[0]
    assert.equal(await kind(), 'operator')
    const path = `/_synapse/admin/v1/users/@${name}:${address.serverName}/admin`
    await as(address, admin, ['PUT', path], { admin: false })
    assert.equal(await kind(), 'member')
  })

  test('moderators of the named room are moderators: by their own entry alone, or as a creator', async () => {
    const address = synapse()
    const [mod, all, old] = [newName('mod'), newName('all'), newName('old')]
    const [first, second, creator] = [
      await newAccount(address, { name: mod }),
      await newAccount(address, { name: all }),
      await newAccount(address, { name: old }),
    ]
    for (const room_version of ['10', '12']) {
      const levels = {
        users_default: 50,
        users: {
          [`@${mod}:${address.serverName}`]: 50,
          ...(room_version === '10' && { [`@${old}:${address.serverName}`]: 100 }),
        },
      }
      const wanted = { preset: 'public_chat', room_version, power_level_content_override: levels }
      const token = creator['access_token']
      const made = await as(address, token, ['POST', '/_matrix/client/v3/createRoom'], wanted)
      const room = String(made['room_id'])
      await using portal = await openAt(address, { console: { moderatorsFrom: room } })
      for (const { access_token: own } of [first, second]) {
        await as(address, own, ['POST', `/_matrix/client/v3/join/${encodeURIComponent(room)}`], {})
      }
      const kinds: unknown[] = []
      for (const user of [mod, all, old]) {
        const [kind] = await whoIn(portal, await press(newVisitor(portal.url), user))
        kinds.push(kind)
      }
      assert.deepEqual(kinds, ['moderator', 'member', 'moderator'], room_version)
    }
  })
})

test(
  'who is suspended gets no session, loses all, and gets back what they had',
  needs('synapse'),
  async () => {
    const address = synapse()
    const [name, admin] = [newName(), await newAdmin(address)]
    const mxid = `@${name}:${address.serverName}`
    await newAccount(address, { name })
    await using portal = await openAt(address)
    const browser = newVisitor(portal.url)
    const opened = await press(browser, name)
    const { id } = await portal.invite()
    const { db } = portal.app
    await db.updateTable('invites').set({ created_by: mxid }).where('id', '=', id).execute()
    const pausedAt = async () =>
      (await db.selectFrom('invites').select('paused_at').where('id', '=', id).executeTakeFirst())
        ?.paused_at
    const suspend = (isSuspended: boolean) =>
      as(address, admin, ['PUT', `/_synapse/admin/v1/suspend/${mxid}`], { suspend: isSuspended })
    await suspend(true)
    const refused = await press(newVisitor(portal.url), name)
    assert.equal(refused.status, 403)
    assert.match(refused.text, /suspended or locked/)
    assert.deepEqual(await whoIn(portal, opened), [undefined, undefined])
    assert.notEqual(await pausedAt(), null)
    await suspend(false)
    const back = await press(newVisitor(portal.url), name)
    assert.deepEqual(await whoIn(portal, back), ['member', mxid])
    assert.equal(await pausedAt(), null)
    const events = await db
      .selectFrom('events')
      .select('kind')
      .where('subject', '=', mxid)
      .execute()
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['member.left', 'member.returned'],
    )
  },
)

/** How many logins reached the homeserver. */
async function loginsOf({ app }: TestPortal): Promise<number> {
  const { values } = await app.metrics.homeserver.get()
  return values
    .filter(
      ({ metricName, labels }) => metricName?.endsWith('_count') && labels.call === 'console login',
    )
    .reduce((sum, { value }) => sum + value, 0)
}

test(
  'strangers’ guesses are bounded, and don’t lock out the browser of the owner',
  needs('synapse'),
  async () => {
    const name = newName()
    await newAccount(synapse(), { name })
    await using portal = await openAt(synapse())
    const own = newVisitor(portal.url)
    assert.equal((await press(own, name)).status, 303)
    const before = await loginsOf(portal)
    const guesses = Array.from({ length: 20 }, (_, at) =>
      press(newVisitor(portal.url), at % 2 ? name.toUpperCase() : `@${name}:example.test`, {
        password: `guess number ${at}`,
      }),
    )
    const statuses = (await Promise.all(guesses)).map(({ status }) => status)
    assert.equal(statuses.filter((status) => status === 403).length, 2)
    assert.equal(statuses.filter((status) => status === 429).length, 18)
    assert.equal((await loginsOf(portal)) - before, 2)
    const stranger = await press(newVisitor(portal.url), name)
    assert.equal(stranger.status, 429)
    assert.match(stranger.text, /latchkey console link/)
    assert.equal((await press(own, name)).status, 303)
    assert.equal((await press(newVisitor(portal.url), newName())).status, 403)
  },
)

test(
  'a browser’s cookie is worth nothing for another name, and nothing if it is forged',
  needs('synapse'),
  async () => {
    const [ana, ben] = [newName(), newName('ben')]
    await newAccount(synapse(), { name: ana })
    await newAccount(synapse(), { name: ben })
    await using portal = await openAt(synapse())
    const own = newVisitor(portal.url)
    const cookie = cookieIn((await press(own, ana)).headers, 'latchkey_device') ?? ''
    const wrong = { password: 'wrong horse battery' }
    for (let guesses = 0; guesses < 2; guesses++) await press(newVisitor(portal.url), ben, wrong)
    assert.equal((await press(own, ben)).status, 429)
    const [text = '', mac = ''] = cookie.split('.')
    const content = JSON.parse(Buffer.from(text, 'base64url').toString()) as object
    const forged = Buffer.from(JSON.stringify({ ...content, mxid: `@${ben}:example.test` }))
    const browser = newVisitor(portal.url)
    const headers = { ...ownPage, cookie: `latchkey_device=${forged.toString('base64url')}.${mac}` }
    const fields = { user: ben, password: goodPassword }
    const reply = await browser.press('/console/sign-in/password', fields, headers)
    assert.equal(reply.status, 429)
  },
)

test(
  'a homeserver’s rate limit is told as a time, never as a wrong password',
  needs('synapse'),
  async () => {
    const name = newName()
    await newAccount(synapse(), { name })
    await using portal = await openAt(synapse())
    const address = newAddress()
    assert.equal((await press(newVisitor(portal.url, address), name)).status, 303)
    const replies: Reply[] = []
    for (let tries = 0; tries < 5; tries++) {
      replies.push(await press(newVisitor(portal.url, address), newName('nobody')))
    }
    const statuses = replies.map(({ status }) => status)
    assert.deepEqual(statuses, [403, 403, 403, 403, 429])
    const last = replies.at(-1)
    assert.match(last?.text ?? '', /\d\d:\d\d/)
    assert.doesNotMatch(last?.text ?? '', /wrong/)
    assert.ok(Number(last?.headers.get('retry-after')) > 100)
  },
)

test(
  'while the homeserver sees all visitors at one address, few passwords reach it',
  needs('synapse'),
  async () => {
    await using own = await ownSynapse(() => ({}), NEWEST, { isForwarded: false })
    const [ana, ben] = [newName(), newName('ben')]
    await newAccount(own, { name: ana })
    await newAccount(own, { name: ben })
    await using portal = await openAt(own)
    const browser = newVisitor(portal.url)
    assert.equal((await press(browser, ana)).status, 303)
    const others = Array.from({ length: 10 }, () =>
      press(newVisitor(portal.url), newName('nobody')),
    )
    const statuses = (await Promise.all(others)).map(({ status }) => status)
    assert.deepEqual(statuses.filter((status) => status === 403).length, 1)
    assert.equal(await loginsOf(portal), 2)
    assert.equal((await press(newVisitor(portal.url), ben)).status, 429)
    assert.equal((await press(browser, ana)).status, 303)
  },
)
