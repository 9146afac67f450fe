import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createInvite } from '../../src/core/invites/create.ts'
import { changeInvite } from '../../src/core/invites/invites.ts'
import { forgetPerson } from '../../src/core/people/forget.ts'
import { writeProfiles } from '../../src/core/profiles/profiles.ts'
import { Problem, type ProblemCode } from '../../src/shared/errors.ts'
import { nameRole } from '../../src/core/members/name-role.ts'
import { type Actor, shellActor } from '../../src/model/actor.ts'
import { findById } from '../../src/store/invites.ts'
import { openApi } from '../support/api.ts'
import { make, refusal } from '../support/api-steps.ts'
import { configuration, json, output, site, workplace } from '../support/command.ts'
import { openQuietPortal, signedIn } from '../support/console.ts'
import { onDatabase } from '../support/databases.ts'
import { needs } from '../support/parts.ts'
import { type Kind, openPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'
import { join, newVisitor } from '../support/visitor.ts'

const password = 'correct horse battery'
const quiet = { isDefault: false, rooms: [], greeting: {}, directMessage: false, account: null }
const day = 24 * 3_600_000

const isForbidden = (error: unknown) => error instanceof Problem && error.code === 'forbidden'

const isRefused = (work: Promise<unknown>, code: ProblemCode = 'input_invalid') =>
  assert.rejects(work, (error) => error instanceof Problem && error.code === code)

describe('an invitation for a name', { concurrency: true }, () => {
  for (const kind of ['SQLite', 'PostgreSQL'] satisfies Kind[]) {
    test(
      `shows the name, and makes an account of this name only, on ${kind}`,
      onDatabase(kind, needs('synapse')),
      async () => {
        await using portal = await openPortal({ database: kind })
        const name = newName()
        const {
          code,
          id,
          max_uses: uses,
        } = await createInvite(portal.app, { forName: name }, shellActor)
        assert.equal(uses, 1)
        const visitor = newVisitor(portal.url)
        const form = (await visitor.get(`/i/${code}/account?name=other`)).text
        assert.match(form, new RegExp(`name="name"[^>]*value="${name}"[^>]*readonly`))
        assert.match(form, /This name was chosen for you/)
        const other = await join(newVisitor(portal.url), code, { name: newName(), password })
        assert.equal(other.status, 422)
        assert.match(other.text, new RegExp(`This invitation is for the name .*${name}`))
        assert.equal((await findById(portal.app.db, id))?.used, 0)
        assert.doesNotMatch(form, /Ask the person who sent it for a new one/)
        const made = await join(visitor, code, { name, password })
        assert.equal(made.status, 303, made.text)
        assert.equal((await findById(portal.app.db, id))?.used, 1)
        // The name cannot be changed here, so that the way on is another invitation.
        const late = await createInvite(portal.app, { forName: name }, shellActor)
        const taken = await join(newVisitor(portal.url), late.code, {
          name,
          password: 'another horse',
        })
        assert.equal(taken.status, 422)
        assert.match(taken.text, /is taken[^]*Ask the person who sent it for a new one/)
      },
    )
  }

  test('opens to no other name once its person was forgotten', async () => {
    await using portal = await openQuietPortal()
    const { code, id } = await createInvite(portal.app, { forName: 'ana' }, shellActor)
    assert.equal(await forgetPerson(portal.app, 'ana', shellActor), 1)
    assert.equal((await findById(portal.app.db, id))?.for_name, '')
    const reply = await join(newVisitor(portal.url), code, { name: 'bo', password })
    assert.equal(reply.status, 422)
    assert.doesNotMatch(reply.text, /ana/)
  })

  test('has one use, and a name that somebody can have', async () => {
    await using portal = await openQuietPortal({
      settings: { homeserver: { serverName: 'example.org' } },
    })
    const { app } = portal
    await isRefused(createInvite(app, { forName: 'ana', uses: 2 }, shellActor), 'invite_unbound')
    await isRefused(createInvite(app, { forName: 'ana', uses: null }, shellActor), 'invite_unbound')
    for (const name of ['Ana', 'a b', 'admin', '', '12', 'ana@example.org', 'a'.repeat(80)]) {
      await isRefused(createInvite(app, { forName: name }, shellActor))
    }
    const { id } = await createInvite(app, { forName: 'ana' }, shellActor)
    await isRefused(changeInvite(app, id, { uses: 2 }, shellActor), 'invite_unbound')
    const changed = await changeInvite(app, id, { forName: null, uses: 2 }, shellActor)
    assert.deepEqual([changed.for_name, changed.max_uses], [null, 2])
  })
})

describe('a profile', { concurrency: true }, () => {
  test('that pins the name wants one of each of its invitations', async () => {
    await using api = await openApi()
    const profile = { ...quiet, name: 'club', pinned: 'name' as const }
    await writeProfiles(api.app, [profile], shellActor)
    const path = '/api/v1/invites'
    assert.equal(await refusal(api, 'POST', path, { profile: 'club' }), '409 invite_unbound')
    const made = await make(api, { profile: 'club', for_name: 'ana' })
    assert.deepEqual([made.for_name, made.uses], ['ana', 1])
    const one = `${path}/${made.id}`
    assert.equal(await refusal(api, 'PATCH', one, { for_name: null }), '409 invite_unbound')
    assert.equal(await refusal(api, 'PATCH', one, { uses: 3 }), '409 invite_unbound')
    await writeProfiles(api.app, [{ ...profile, isDefault: true }], shellActor)
    assert.equal(await refusal(api, 'POST', path, {}), '409 invite_unbound')
  })

  test('decides uses and expiry of its invitations, unless something else is said', async () => {
    await using api = await openApi()
    const { now } = api.time
    const weekly = { ...quiet, name: 'weekly', uses: 5, lastsMs: 7 * day }
    const open = { ...quiet, name: 'open', isDefault: true, uses: null, lastsMs: null }
    await writeProfiles(api.app, [weekly, open], shellActor)
    const first = await make(api, { profile: 'weekly' })
    assert.deepEqual([first.uses, Date.parse(first.expires_at)], [5, now + 7 * day])
    const second = await make(api, { profile: 'weekly', uses: 2, expires: '1d' })
    assert.deepEqual([second.uses, Date.parse(second.expires_at)], [2, now + day])
    const usual = await make(api)
    assert.deepEqual([usual.uses, usual.expires_at], [null, null])
  })

  test('keeps all of it in YAML, and on the command line', async () => {
    await using place = await workplace(configuration(site))
    const yaml = `profiles:
  - name: club
    default: true
    pinned: name
    only_operators: true
    lasts: 7 days
  - name: poster
    uses: unlimited
    lasts: never
`
    await place.write('club.yaml', yaml)
    await place.runHere('profiles', 'import', 'club.yaml')
    assert.equal(output(await place.runHere('profiles', 'export')), yaml)
    assert.match(output(await place.runHere('profiles', 'show', 'poster')), /uses +unlimited/)
    const refused = await place.runHere('invite')
    assert.match(refused.stderr, /Invitations with the profile club are for one name each/)
    const made = json(await place.runHere('invite', '--for-name', 'ana', '--json'))
    assert.equal(made['for_name'], 'ana')
    const poster = json(await place.runHere('invite', '--profile', 'poster', '--json'))
    assert.deepEqual([poster['uses'], poster['expires_at']], [null, null])
    await place.write('wrong.yaml', 'profiles:\n  - name: x\n    lasts: soon\n    uses: 0\n')
    const wrong = await place.runHere('profiles', 'import', 'wrong.yaml')
    assert.match(wrong.stderr, /profiles\[0\]\.uses: Uses are a whole number/)
    assert.match(wrong.stderr, /profiles\[0\]\.lasts: How long invitations are open/)
  })

  test('with defaults is written and used in the console', async () => {
    await using portal = await openQuietPortal({
      settings: { homeserver: { serverName: 'example.org' } },
    })
    const { visitor, press } = await signedIn(portal)
    const typed = { name: 'weekly', uses: '5', lasts: '7d', pinned: '' }
    assert.equal((await press('/console/profiles', typed)).status, 303)
    assert.match((await visitor.get('/console/profiles/weekly')).text, /value="7 days"/)
    const wrong = await press('/console/profiles', { ...typed, name: 'x', lasts: 'soon' })
    assert.match(wrong.text, /A duration such as 48h/)
    const newest = async () => {
      const row = await portal.app.db
        .selectFrom('invites')
        .selectAll()
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst()
      return [row?.max_uses, row?.for_name]
    }
    const shown = { uses: '1', expires: 'x', usual_uses: '1', usual_expires: 'x' }
    await press('/console/invites', { ...shown, profile: 'weekly', label: '' })
    assert.deepEqual(await newest(), [5, null])
    await press('/console/invites', { ...shown, profile: 'weekly', for_name: '@Ana' })
    assert.deepEqual(await newest(), [1, 'ana'])
    const changed = { ...typed, pinned: 'name', default: '1' }
    assert.equal((await press('/console/profiles/weekly', changed)).status, 303)
    const refused = await press('/console/invites')
    assert.equal(refused.status, 422)
    assert.match(refused.text, /With this profile an invitation needs a name/)
  })

  test('is shown in the console as newcomers will read it, before it is saved', async () => {
    await using portal = await openQuietPortal({
      settings: { homeserver: { serverName: 'example.org' } },
    })
    const { visitor, press } = await signedIn(portal)
    const form = (await visitor.get('/console/profiles')).text
    assert.match(form, /formaction="\/console\/preview"[^>]*value="en"/)
    const greetings = { 'greeting-en': 'Welcome & hello', 'greeting-de': 'Willkommen' }
    const shown = await press('/console/preview', { ...greetings, language: 'de' })
    assert.equal(shown.status, 200)
    assert.match(shown.text, /<html lang="de"[^]*class="greeting" lang="de"[^]*Willkommen/)
    const file = /href="(\/console\/static\/style[^"]*)"/.exec(shown.text)?.[1] ?? ''
    assert.equal((await visitor.get(file)).status, 200)
    assert.equal((await press('/console/preview', { rooms: 'x' })).status, 400)
    assert.doesNotMatch((await visitor.get('/console/profiles')).text, /Willkommen/)
  })

  test('that is for operators only is no choice of moderators', async () => {
    const settings = { homeserver: { serverName: 'example.org' } }
    await using portal = await openQuietPortal({ settings })
    const { app } = portal
    await writeProfiles(app, [{ ...quiet, name: 'staff', onlyOperators: true }], shellActor)
    await nameRole(app, '@mo:example.org', 'moderator', shellActor)
    const actor: Actor = { kind: 'moderator', id: '@mo:example.org', via: 'console' }
    await assert.rejects(createInvite(app, { profile: 'staff' }, actor), isForbidden)
    const { id } = await createInvite(app, {}, actor)
    await assert.rejects(changeInvite(app, id, { profile: 'staff' }, actor), isForbidden)
    await changeInvite(app, id, { profile: 'staff' }, shellActor)
    const mo = await signedIn(portal, '@mo:example.org')
    assert.doesNotMatch((await mo.visitor.get('/console')).text, /value="staff"/)
    const operator = await signedIn(portal)
    assert.match((await operator.visitor.get('/console')).text, /value="staff"/)
  })
})
