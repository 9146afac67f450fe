import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openQuietPortal, signedIn } from '../support/console.ts'

const settings = {
  homeserver: { serverName: 'localhost' },
  console: { operators: ['@ruth:localhost'] },
}

test('an operator gives a role, and it holds from the next request on', async () => {
  await using portal = await openQuietPortal({ settings })
  const { press, visitor } = await signedIn(portal, '@ruth:localhost')
  const ana = await signedIn(portal, '@ana:localhost')
  assert.equal((await ana.visitor.get('/console/members')).status, 403)
  const given = { member: '@ana:localhost', role: 'moderator' }
  assert.equal((await ana.press('/console/members/role', given)).status, 403)
  assert.equal((await press('/console/members/role', given)).status, 303)
  assert.equal((await ana.visitor.get('/console/members')).status, 200)
  const { text } = await visitor.get('/console/members')
  assert.match(text.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' '), /Moderator named here/)
  assert.equal((await press('/console/members/role', { member: '@ana:localhost' })).status, 303)
  assert.equal((await ana.visitor.get('/console/members')).status, 403)
})

test('a role can be given to a bare name, which is one of this homeserver', async () => {
  await using portal = await openQuietPortal({ settings })
  const { press, visitor } = await signedIn(portal, '@ruth:localhost')
  const given = await press('/console/members/role', { member: ' bo ', role: 'moderator' })
  assert.equal(given.status, 303)
  assert.match((await visitor.get('/console/members')).text, /@bo:localhost/)
})

test('a role that can’t be given is said in words', async () => {
  await using portal = await openQuietPortal({ settings })
  const { press } = await signedIn(portal, '@ruth:localhost')
  const nobody = await press('/console/members/role', { member: '@ana', role: 'member' })
  assert.equal(nobody.status, 422)
  assert.match(nobody.text, /Give a Matrix id[^]*<details class="card" open>[^]*value="@ana"/)
  const fixed = await press('/console/members/role', { member: '@ruth:localhost', role: 'member' })
  assert.match(fixed.text, /console\.operators/)
})

test('members invite as soon as they are let, with what is left on their page', async () => {
  await using portal = await openQuietPortal({ settings })
  const { press } = await signedIn(portal, '@ruth:localhost')
  const ana = await signedIn(portal, '@ana:localhost')
  assert.match((await ana.visitor.get('/console')).text, /Members can’t invite here/)
  assert.equal((await ana.press('/console/invites')).status, 403)
  const wanted = { perMonth: '2', uses: '1', days: '7', minDays: '0' }
  const refused = await press('/console/members/allowance', { ...wanted, days: '999' })
  assert.equal(refused.status, 422)
  assert.match(refused.text, /value="999"/)
  assert.equal((await press('/console/members/allowance', wanted)).status, 303)
  assert.match((await ana.visitor.get('/console')).text, /You have 2 left of your 2 a month/)
  for (let made = 0; made < 2; made++) {
    assert.equal((await ana.press('/console/invites')).status, 303)
  }
  assert.match(
    (await ana.visitor.get('/console')).text,
    /You have none left[^]*withdrawn, makes room/,
  )
  assert.notEqual((await ana.press('/console/invites')).status, 303)
  assert.equal((await press('/console/members/allowance', { end: '1' })).status, 303)
  assert.match((await ana.visitor.get('/console')).text, /Members can’t invite here/)
})

test('a token is shown once, works, and ends by a press', async () => {
  await using portal = await openQuietPortal({ settings })
  const { press, visitor } = await signedIn(portal, '@ruth:localhost')
  const made = await press('/console/tokens', {
    name: 'Newsletter',
    days: '30',
    'may-invites:read': '1',
  })
  const secret = /latchkey_[0-9a-z]{32}/.exec(made.text)?.[0] ?? ''
  const ask = () =>
    fetch(`${portal.privateUrl}/api/v1/invites`, { headers: { authorization: `Bearer ${secret}` } })
  assert.equal((await ask()).status, 200)
  const { text } = await visitor.get('/console/tokens')
  assert.ok(!text.includes(secret))
  const token = /name="token" value="(\w+)"/.exec(text)?.[1] ?? ''
  assert.equal((await press('/console/tokens/end', { token })).status, 303)
  assert.notEqual((await ask()).status, 200)
})

test('a token that can’t be made is said in words, and what was typed stays', async () => {
  await using portal = await openQuietPortal({ settings })
  const { press } = await signedIn(portal, '@ruth:localhost')
  const refused = await press('/console/tokens', { name: 'Newsletter', days: '900' })
  assert.equal(refused.status, 422)
  assert.match(refused.text, /value="Newsletter"/)
})

test('each act on these pages says that it is done', async () => {
  await using portal = await openQuietPortal({ settings })
  const { press, visitor } = await signedIn(portal, '@ruth:localhost')
  const said = async (path: string, form: Record<string, string>) => {
    const { headers } = await press(path, form)
    const { text } = await visitor.get(headers.get('location') ?? '')
    return /<div class="notice" role="status">\s*<p>([^<]*)/.exec(text)?.[1] ?? 'nothing'
  }
  const terms = { perMonth: '2', uses: '1', days: '7', minDays: '0' }
  const role = { member: '@ana:localhost', role: 'moderator' }
  assert.match(await said('/console/members/role', role), /The role is set/)
  assert.match(await said('/console/members/allowance', terms), /may invite by these terms/)
  assert.match(await said('/console/members/allowance', { end: '1' }), /can’t make new invitations/)
  // Somebody else, who follows the same link, has done nothing.
  const given = await press('/console/members/role', role)
  const ana = await signedIn(portal, '@ana:localhost')
  const { text } = await ana.visitor.get(given.headers.get('location') ?? '')
  assert.doesNotMatch(text, /class="notice"/)
})

test('the page that refuses somebody keeps the menu of what they may', async () => {
  await using portal = await openQuietPortal({ settings })
  const { visitor } = await signedIn(portal, '@ana:localhost')
  const { status, text } = await visitor.get('/console/members')
  assert.equal(status, 403)
  assert.match(text, /<nav class="menu"[^]*href="[^"]*\/console\/people"/)
  assert.doesNotMatch(text, /href="[^"]*\/console\/members"/)
})
