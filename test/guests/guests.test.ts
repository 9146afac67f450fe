import assert from 'node:assert/strict'
import { test } from 'node:test'
import { promoteGuest } from '../../src/core/guests/guests.ts'
import { enqueueDue } from '../../src/core/guests/keep-state.ts'
import { writeProfiles } from '../../src/core/profiles/profiles.ts'
import { shellActor } from '../../src/model/actor.ts'
import { waitFor } from '../../src/shared/wait.ts'
import { newAdmin } from '../homeservers/synapses.ts'
import { openApi } from '../support/api.ts'
import { make, refusal } from '../support/api-steps.ts'
import { configuration, json, output, site, workplace } from '../support/command.ts'
import { needs, synapse } from '../support/parts.ts'
import { openPortal, type TestPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'
import { join, newVisitor } from '../support/visitor.ts'
import { day } from './world.ts'

const password = 'correct horse battery'

const guestRow = {
  redemption_id: '0'.repeat(26),
  localpart: 'ana',
  invited_by: 'command line',
  profile_id: null,
  grace_ms: 7 * day,
  extended_at: null,
  suspended_at: null,
  ended_at: null,
}

/** A portal whose default profile gives accounts for 30 days, suspended for 7 before they end. */
async function openForGuests(time: { now: number }) {
  const adminToken = await newAdmin(synapse())
  const portal = await openPortal({
    settings: { homeserver: { adminToken } },
    clock: () => time.now,
  })
  const profile = { name: 'guests', isDefault: true, rooms: [], greeting: {}, directMessage: false }
  await writeProfiles(portal.app, [{ ...profile, account: { days: 30, graceDays: 7 } }], shellActor)
  portal.app.work()
  const add = async () => {
    const { code } = await portal.invite()
    const name = newName()
    const reply = await join(newVisitor(portal.url), code, { name, password })
    assert.equal(reply.status, 303, reply.text)
    return name
  }
  const look = async (name: string) => {
    const user = encodeURIComponent(`@${name}:${synapse().serverName}`)
    const reply = await fetch(`${synapse().url}/_synapse/admin/v2/users/${user}`, {
      headers: { authorization: `Bearer ${adminToken}` },
    })
    const { suspended, deactivated } = (await reply.json()) as Record<string, unknown>
    return deactivated === true ? 'deactivated' : suspended === true ? 'suspended' : 'active'
  }
  const close = () => portal[Symbol.asyncDispose]()
  return { portal, adminToken, add, look, [Symbol.asyncDispose]: close }
}

/** What the schedule does, and then all jobs. */
async function runJobs({ app }: TestPortal): Promise<void> {
  await enqueueDue(app)
  const isQuiet = await waitFor(20_000, async () => {
    const jobs = await app.db.selectFrom('jobs').select('id').where('done_at', 'is', null).execute()
    return jobs.length === 0 ? true : undefined
  })
  assert.ok(isQuiet, 'every job is done')
}

test(
  'a guest’s account is suspended on its day and deactivated after the grace, a permanent one is not',
  needs('synapse'),
  async () => {
    const time = { now: Date.now() }
    await using guests = await openForGuests(time)
    const { portal, add, look } = guests
    const [guest, stays] = [await add(), await add()]
    await runJobs(portal)
    assert.deepEqual([await look(guest), await look(stays)], ['active', 'active'])
    await promoteGuest(portal.app, stays, shellActor)
    time.now += 30 * day
    await runJobs(portal)
    assert.deepEqual([await look(guest), await look(stays)], ['suspended', 'active'])
    time.now += 7 * day
    await runJobs(portal)
    assert.deepEqual([await look(guest), await look(stays)], ['deactivated', 'active'])
  },
)

test(
  'a suspended guest who becomes permanent can use the account again',
  needs('synapse'),
  async () => {
    const time = { now: Date.now() }
    await using guests = await openForGuests(time)
    const { portal, add, look } = guests
    const guest = await add()
    time.now += 30 * day
    await runJobs(portal)
    assert.equal(await look(guest), 'suspended')
    await promoteGuest(portal.app, guest, shellActor)
    await runJobs(portal)
    assert.equal(await look(guest), 'active')
  },
)

test('an administrator’s account never ends', needs('synapse'), async () => {
  const time = { now: Date.now() }
  await using guests = await openForGuests(time)
  const { portal, adminToken, add, look } = guests
  const guest = await add()
  const user = encodeURIComponent(`@${guest}:${synapse().serverName}`)
  const made = await fetch(`${synapse().url}/_synapse/admin/v1/users/${user}/admin`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ admin: true }),
  })
  assert.equal(made.status, 200)
  time.now += 40 * day
  await runJobs(portal)
  await runJobs(portal)
  assert.equal(await look(guest), 'active')
})

test('a profile with an end is refused, with the reason, where no account can be ended', async () => {
  const profile = 'profiles: [{ name: guests, account: { days: 30 } }]'
  const kinds = [
    [configuration(site), /only with homeserver\.admin_token/],
    [configuration(site).replace('homeserver:', 'homeserver:\n  kind: dendrite'), /kind dendrite/],
  ] as const
  for (const [config, told] of kinds) {
    await using place = await workplace(config)
    await place.write('guests.yaml', profile)
    const { code, stderr } = await place.runHere('profiles', 'import', 'guests.yaml')
    assert.equal(code, 1)
    assert.match(stderr, told)
  }
})

test('the command line lists guests, extends their accounts and makes them permanent', async () => {
  await using place = await workplace(configuration(site))
  assert.match(output(await place.runHere('people', 'guests')), /No account has an end/)
  const invite = json(await place.runHere('invite', '--json')).id
  await using db = await place.database()
  const account = {
    ...guestRow,
    invite_id: invite,
    made_at: Date.now(),
    ends_at: Date.now() + day,
  }
  await db.insertInto('accounts').values(account).execute()
  assert.match(output(await place.runHere('people', 'guests')), /^@ana:example\.org .* active/m)
  const extended = json(
    await place.runHere('people', 'extend', '@ana:example.org', '--until', '2098-01-01', '--json'),
  )
  assert.equal(extended['ends_at'], '2098-01-01T23:59:59.999Z')
  const past = await place.runHere('people', 'extend', 'ana', '--until', '2020-01-01')
  assert.equal(past.code, 2)
  const promoted = output(await place.runHere('people', 'promote', 'ana'))
  assert.equal(promoted, 'The account of @ana:example.org has no end.\n')
  const again = await place.runHere('people', 'promote', 'ana')
  assert.equal(again.code, 1)
  assert.match(again.stderr, /No account with an end has this name/)
})

test('the API lists guests, extends their accounts and makes them permanent', async () => {
  await using api = await openApi()
  const { id: invite } = await make(api)
  const account = {
    ...guestRow,
    invite_id: invite,
    made_at: api.time.now,
    ends_at: api.time.now + day,
  }
  await api.app.db.insertInto('accounts').values(account).execute()
  const { json: list } = await api.ask('GET', '/api/v1/guests')
  assert.equal(list['guests'].length, 1)
  const extend = { body: { until: '2030-06-30' } }
  const extended = await api.ask('POST', '/api/v1/guests/%40ana:example.org/extend', extend)
  assert.deepEqual([extended.status, extended.json['state']], [200, 'active'])
  assert.equal(extended.json['ends_at'], '2030-06-30T21:59:59.999Z')
  const past = await refusal(api, 'POST', '/api/v1/guests/ana/extend', { until: '2020-01-01' })
  assert.equal(past, '409 ends_too_early')
  const { json: promoted } = await api.ask('POST', '/api/v1/guests/ana/promote')
  assert.equal(promoted['ends_at'], null)
  assert.equal(await refusal(api, 'POST', '/api/v1/guests/ana/promote'), '404 guest_unknown')
})
