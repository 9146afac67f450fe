import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createInvite } from '../../src/core/invites/create.ts'
import { writeProfiles } from '../../src/core/profiles/profiles.ts'
import { shellActor } from '../../src/model/actor.ts'
import { listProfiles } from '../../src/store/profiles.ts'
import { openQuietPortal, signedIn } from '../support/console.ts'

const settings = {
  homeserver: { serverName: 'localhost', adminToken: 'x' },
  console: { operators: ['@ruth:localhost'] },
  language: 'de',
}

const club = {
  name: 'club',
  rooms: '#club:localhost\r\n\r\n #board:localhost \r\n',
  'greeting-en': 'Welcome\r\nall',
  'greeting-de': '',
  days: '30',
  grace_days: '3',
  default: '1',
  direct_message: '1',
}

const stored = {
  name: 'club',
  isDefault: true,
  rooms: ['#club:localhost', '#board:localhost'],
  greeting: { en: 'Welcome\nall' },
  directMessage: true,
  account: { days: 30, graceDays: 3 },
}

test('an operator makes, changes and deletes a profile', async () => {
  await using portal = await openQuietPortal({ settings })
  const { visitor, press } = await signedIn(portal, '@ruth:localhost')
  const { db } = portal.app
  assert.match((await visitor.get('/console/profiles')).text, /name="greeting-de"/)
  assert.equal((await press('/console/profiles', club)).status, 303)
  assert.deepEqual(await listProfiles(db), [stored])
  const { text } = await visitor.get('/console/profiles/club')
  assert.match(text, />\s*#club:localhost\n#board:localhost<\/textarea>/)
  const changed = { ...club, name: 'other', 'greeting-de': 'Hallo', days: '', rooms: '' }
  assert.equal((await press('/console/profiles/club', changed)).status, 303)
  const greeting = { ...stored.greeting, de: 'Hallo' }
  assert.deepEqual(await listProfiles(db), [{ ...stored, greeting, rooms: [], account: null }])
  assert.equal((await press('/console/profiles/club/delete')).status, 303)
  assert.deepEqual(await listProfiles(db), [])
  assert.equal((await visitor.get('/console/profiles/club')).status, 404)
})

test('the list says all that a profile gives, for those who only read', async () => {
  await using portal = await openQuietPortal({ settings })
  await writeProfiles(
    portal.app,
    [{ ...stored, uses: 5, lastsMs: null, pinned: 'mail' }],
    shellActor,
  )
  const { visitor } = await signedIn(portal)
  const { text } = await visitor.get('/console/profiles')
  for (const line of [
    'Ein direkter Raum mit dem Mitglied, das eingeladen hat',
    'Wie viele Menschen jede einlässt: 5',
    'Wie lange jede offen ist: never',
    'Eine Mailadresse, an die sie geht',
  ]) {
    assert.ok(text.includes(`<li>${line}</li>`), line)
  }
})

test('a mistake in a profile is told beside its field, and what was typed stays', async () => {
  await using portal = await openQuietPortal({ settings })
  const { press } = await signedIn(portal, '@ruth:localhost')
  for (const [field, value] of Object.entries({
    name: 'a/b',
    rooms: 'the lobby',
    'greeting-en': 'x'.repeat(501),
    days: '0',
    grace_days: '9999',
  })) {
    const { status, text } = await press('/console/profiles', { ...club, [field]: value })
    assert.equal(status, 422, field)
    const wrong = text.matchAll(/class="error" id="([^"]*)-error"/g)
    assert.deepEqual(
      [...wrong].map(([, name]) => name),
      [field],
    )
    assert.ok(text.includes(value), field)
  }
  assert.equal((await press('/console/profiles', club)).status, 303)
  const twice = await press('/console/profiles', { ...club, rooms: '#kept:localhost' })
  assert.equal(twice.status, 422)
  assert.match(twice.text, /Ein anderes Profil hat diesen Namen/)
  assert.match(twice.text, /#kept:localhost/)
  assert.deepEqual(await listProfiles(portal.app.db), [stored])
})

test('a profile that an open invitation has stays, and the page says why', async () => {
  await using portal = await openQuietPortal({ settings })
  const { press } = await signedIn(portal, '@ruth:localhost')
  assert.equal((await press('/console/profiles', club)).status, 303)
  await createInvite(portal.app, { profile: 'club' }, shellActor)
  const refused = await press('/console/profiles/club/delete')
  assert.equal(refused.status, 422)
  assert.match(refused.text, /Open invitations have it: 1/)
  assert.deepEqual(await listProfiles(portal.app.db), [stored])
})

test('where the homeserver ends no account, no days are offered, and the reason is told', async () => {
  const homeserver = { serverName: 'localhost', adminToken: null }
  await using portal = await openQuietPortal({ settings: { ...settings, homeserver } })
  const { visitor, press } = await signedIn(portal, '@ruth:localhost')
  const { text } = await visitor.get('/console/profiles')
  assert.doesNotMatch(text, /name="days"/)
  assert.match(text, /homeserver\.admin_token/)
  const { days: _, grace_days: __, direct_message: ___, ...fields } = club
  assert.equal((await press('/console/profiles', fields)).status, 303)
  assert.deepEqual(await listProfiles(portal.app.db), [
    { ...stored, account: null, directMessage: false },
  ])
})

test('moderators read profiles, and members see none', async () => {
  await using portal = await openQuietPortal({ settings })
  const ruth = await signedIn(portal, '@ruth:localhost')
  assert.equal((await ruth.press('/console/profiles', club)).status, 303)
  const role = { member: '@mo:localhost', role: 'moderator' }
  assert.equal((await ruth.press('/console/members/role', role)).status, 303)
  const mo = await signedIn(portal, '@mo:localhost')
  const { status, text } = await mo.visitor.get('/console/profiles')
  assert.equal(status, 200)
  assert.match(text, /#board:localhost/)
  assert.doesNotMatch(text, /<textarea|profiles\/club/)
  const ana = await signedIn(portal, '@ana:localhost')
  assert.equal((await ana.visitor.get('/console/profiles')).status, 403)
  assert.doesNotMatch((await ana.visitor.get('/console')).text, /console\/profiles/)
  for (const { press, visitor } of [mo, ana]) {
    assert.equal((await visitor.get('/console/profiles/club')).status, 403)
    for (const path of ['', '/club', '/club/delete']) {
      assert.equal((await press(`/console/profiles${path}`, club)).status, 403)
    }
  }
})

test('the profile of an invitation is changed in place', async () => {
  await using portal = await openQuietPortal({ settings })
  const { visitor, press } = await signedIn(portal, '@ruth:localhost')
  assert.equal((await press('/console/profiles', club)).status, 303)
  const { id } = await portal.invite()
  const path = `/console/invites/${id}`
  assert.match((await visitor.get(path)).text, /<select id="profile"/)
  assert.equal((await press(`${path}/change`, { profile: 'club' })).status, 303)
  const given = async () => {
    const query = portal.app.db.selectFrom('invites').select('profile_id')
    return (await query.where('id', '=', id).executeTakeFirstOrThrow()).profile_id
  }
  assert.equal(await given(), 'club')
  assert.match((await visitor.get(path)).text, /value="club" selected/)
  assert.equal((await press(`${path}/change`, { profile: '' })).status, 303)
  assert.equal(await given(), null)
})
