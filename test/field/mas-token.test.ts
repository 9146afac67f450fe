import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as pathOf } from 'node:path'
import { test } from 'node:test'
import { openStandIns } from '../homeservers/mas-stand-in.ts'
import { newAddress } from '../support/address.ts'
import { client, openMasServer } from '../homeservers/mas-server.ts'
import { openPortal } from '../support/portal.ts'
import { findById } from '../../src/store/invites.ts'
import { peopleResource } from '../../src/core/invites/resource.ts'
import { listOfInvite } from '../../src/store/redemption-list.ts'
import { join, mePath, newVisitor } from '../support/visitor.ts'

const tokenState = 'GET /api/admin/v1/user-registration-tokens/01M80PTXF95VZ6PH4WND3063AC'

async function open() {
  const { mas, given, close } = await openStandIns('mas-token')
  mas.answer('reg token named')
  const portal = await openPortal({ settings: { homeserver: given.homeserver, mas: given.mas } })
  return {
    mas,
    portal,
    [Symbol.asyncDispose]: async () => {
      await portal[Symbol.asyncDispose]()
      await close()
    },
  }
}

/** A browser that keeps no cookie. */
function browserAt(url: string) {
  const headers = { 'x-forwarded-for': newAddress() }
  return async (path: string, fields?: Record<string, string>) => {
    const sent = fields && { method: 'POST', body: new URLSearchParams(fields) }
    const reply = await fetch(new URL(path, url), { ...sent, headers, redirect: 'manual' })
    return { status: reply.status, headers: reply.headers, text: await reply.text() }
  }
}

test('without cookies people finish at MAS, and their page finds out and reads in their language', async () => {
  await using it = await open()
  const { code } = await it.portal.invite()
  const browse = browserAt(it.portal.url)
  const form = await browse(`/i/${code}/account`)
  const attempt = /name="attempt" value="([^"]+)"/.exec(form.text)?.[1] ?? ''
  const sent = await browse(`/i/${code}/account`, { name: 'alice', attempt })
  const me = sent.headers.get('location') ?? ''
  assert.match(me, mePath)
  const step = await browse(me)
  assert.match(step.text, /One more step/)
  const linkTo = (pattern: RegExp) =>
    me + (pattern.exec(step.text)?.[1] ?? '').replaceAll('&amp;', '&')
  const done = await browse(linkTo(/href="([^"]+)">I’m done/))
  assert.match(done.text, /doesn’t know of your account yet/)
  const german = await browse(linkTo(/href="([^"]+)" lang="de"/))
  assert.match(german.text, /<html lang="de"/)
  it.mas.answer('by-username')
  it.mas.answerAt(tokenState, 'reg token get', ['"times_used": 0', '"times_used": 1'])
  assert.equal(german.headers.get('refresh'), '60')
  const welcome = await browse(linkTo(/href="([^"]+)" lang="de"/))
  assert.match(welcome.text, /<html lang="de"/)
  assert.match(welcome.text, /@alice/)
  assert.doesNotMatch(welcome.text, /invite-1/)
})

/** The portal in front of a MAS whose form people go through. */
async function openWithForm() {
  const mas = await openMasServer()
  const portal = await openPortal({
    settings: {
      homeserver: { kind: 'mas-token', url: mas.url, serverName: mas.serverName },
      mas: { url: mas.url, clientId: client.id, clientSecret: client.secret },
    },
  })
  const invite = await portal.invite()
  const visitor = newVisitor(portal.url)
  await join(visitor, invite.code, { name: 'ana' })
  const [code = ''] = mas.tokens.codes()
  return {
    mas,
    portal,
    code,
    visitor,
    /** Who joined, as lists show it. */
    joined: async () => {
      const rows = await listOfInvite(portal.app.db, invite.id)
      assert.equal((await findById(portal.app.db, invite.id))?.used, 1)
      const [joined] = (await peopleResource(portal.app, rows)).joined
      return joined && { id: joined.user_id, known: joined.name_known !== false }
    },
    [Symbol.asyncDispose]: async () => {
      await portal[Symbol.asyncDispose]()
      await mas.close()
    },
  }
}

test('whoever chooses another name at MAS is welcomed and listed by that name', async () => {
  await using it = await openWithForm()
  assert.equal(it.mas.goThroughForm(it.code, 'anouk', 'a password of hers'), 'made')
  const page = await it.visitor.welcome()
  assert.match(page.text, /Welcome, Anouk/)
  assert.ok(page.text.includes('@anouk'))
  assert.doesNotMatch(page.text, /@ana\b/)
  assert.deepEqual(await it.joined(), { id: `@anouk:${it.mas.serverName}`, known: true })
})

test('a name that can’t be known for certain is told as not known, on pages and in lists', async () => {
  await using it = await openWithForm()
  it.mas.goThroughForm(it.code, 'anouk', 'a password of hers')
  it.mas.add('somebody', 'who came at the same moment')
  const page = await it.visitor.welcome()
  assert.match(page.text, /under the name that you chose on the sign-in page/)
  assert.doesNotMatch(page.text, /@ana|@anouk|@somebody/)
  assert.deepEqual(await it.joined(), { id: null, known: false })
  const accounts = await it.portal.app.db.selectFrom('accounts').select('localpart').execute()
  assert.equal(accounts.map(({ localpart }) => localpart).join(), '')
})

test('while MAS doesn’t say who was made, the page waits and says nothing wrong', async () => {
  await using it = await open()
  const { code, id } = await it.portal.invite()
  const visitor = newVisitor(it.portal.url)
  await join(visitor, code, { name: 'alice' })
  const used = it.mas
    .recorded('reg token get')
    .replace('"times_used": 0', '"times_used": 1')
    .replace('"last_used_at": null', '"last_used_at": "2026-11-22T04:05:00Z"')
  it.mas.answerWith(tokenState, 200, JSON.parse(used) as object)
  const page = await visitor.welcome()
  assert.match(page.text, /One more step/)
  const invite = await findById(it.portal.app.db, id)
  assert.deepEqual([invite?.used, invite?.held], [0, 1])
})

test('on another device and after a restart the page leads on to MAS, and then to the account', async () => {
  const mas = await openMasServer()
  const folder = await mkdtemp(pathOf(tmpdir(), 'latchkey-'))
  const options = {
    databaseUrl: `sqlite:${folder}/x.db`,
    settings: {
      homeserver: { kind: 'mas-token', url: mas.url, serverName: mas.serverName },
      mas: { url: mas.url, clientId: client.id, clientSecret: client.secret },
    },
  } as const
  let me = ''
  {
    await using portal = await openPortal(options)
    const { code } = await portal.invite()
    const { headers } = await join(newVisitor(portal.url), code, { name: 'ana' })
    me = headers.get('location') ?? ''
  }
  await using portal = await openPortal(options)
  const phone = newVisitor(portal.url)
  const [code = ''] = mas.tokens.codes()
  const step = await phone.get(me)
  assert.match(step.text, /register\/password\?username=ana/)
  assert.ok(step.text.includes(code))
  assert.equal(mas.goThroughForm(code, 'anouk', 'a password of hers'), 'made')
  assert.match((await phone.get(me)).text, /Welcome, Anouk/)
  await mas.close()
  await rm(folder, { recursive: true })
})
