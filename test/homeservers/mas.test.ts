import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ask, asked, contract, newJournal, type Rig } from './contract.ts'
import {
  alice,
  answered,
  byName,
  deactivate,
  isRevoked,
  openMas,
  setPassword,
  users,
} from './mas-stand-in.ts'

async function openRig() {
  const opened = await openMas('mas')
  const { mas, homeserver, down } = opened
  const rig: Rig = {
    homeserver,
    free: () => 'alice',
    refusals: {
      name_invalid: answered(opened, 'create invalid space'),
      name_reserved: answered(opened, 'create numeric'),
      name_taken: answered(opened, 'create taken'),
      homeserver_unavailable: () => ({ homeserver: down, localpart: 'alice' }),
      password_refused: () => {
        mas.answer('create with displayname', 'set-password weak')
        return { homeserver, localpart: 'alice' }
      },
    },
    shutOut: answered(opened, 'client not in admin_clients'),
    lose: (_, made) => {
      mas.cut(users)
      const reveal = () => made && mas.answer('by-username')
      // A user who can't get a password any more is deactivated.
      return { fate: 'absent', reveal }
    },
    forExamination: () =>
      mas.answerAt('GET /api/admin/v1/site-config', 'site-config', [
        '"password_registration_enabled": true',
        '"password_registration_enabled": false',
      ]),
    checks: { free: 'free', taken: () => (mas.answer('by-username'), 'alice') },
    sessions: () => Promise.resolve(hasOpenSession(mas.asked) && !isRevoked(mas) ? 1 : 0),
    room: () => '#lobby20410:syn3.test',
    [Symbol.asyncDispose]: opened.close,
  }
  return { ...rig, ...opened }
}

const hasOpenSession = (seen: { route: string }[]) =>
  seen.some(({ route }) => route === 'POST /api/admin/v1/personal-sessions')

contract({
  title: 'mas (as recorded)',
  parts: { skip: false },
  leavesOut: ['what goes stale'],
  open: openRig,
})

const theirs = { ...asked, localpart: 'alice' }

const hour = 60 * 60_000

const somebodyIsAtIt = () => Promise.resolve(false)

test('the id of the account is kept before the password is set', async () => {
  await using rig = await openRig()
  const { kept } = await ask({ homeserver: rig.homeserver, localpart: 'alice' })
  assert.deepEqual(kept, [alice])
  const routes = rig.mas.asked.map(({ route }) => route)
  assert.deepEqual(routes.slice(-2), [users, setPassword])
})

test('no password is ever set on an account that somebody else has', async () => {
  await using rig = await openRig()
  rig.mas.answer('create taken', 'by-username 404')
  const { outcome, kept } = await ask({ homeserver: rig.homeserver, localpart: 'alice' })
  assert.deepEqual([outcome.kind, kept], ['refused', []])
  assert.ok(!rig.mas.asked.some(({ route }) => route === setPassword))
})

test('an account without a password waits for its owner, and is deactivated when their time is over', async () => {
  await using rig = await openRig()
  const { homeserver, mas } = rig
  mas.answer('set-password weak')
  const { outcome, kept, entries } = await ask({ homeserver, localpart: 'alice' })
  assert.equal(outcome.kind, 'unfinished')
  assert.deepEqual(entries.slice(-2), ['setting the password', 'password refused'])
  const [ref = ''] = kept
  assert.equal(await homeserver.resolveOutcome({ ...theirs, ref }), 'undecided')
  const busy = { claim: somebodyIsAtIt }
  assert.equal(
    await homeserver.resolveOutcome({ ...theirs, ...busy, ref, expired: true }),
    'undecided',
  )
  assert.equal(await homeserver.resolveOutcome({ ...theirs, ref, expired: true }), 'absent')
  assert.equal(mas.asked.at(-1)?.route, deactivate)
})

test('somebody who lost the answer to their password comes back and sets it again', async () => {
  await using rig = await openRig()
  const { homeserver, mas } = rig
  mas.cut(setPassword)
  const { outcome, kept } = await ask({ homeserver, localpart: 'alice' })
  assert.equal(outcome.kind, 'unknown')
  const account = { password: 'correct horse battery 1', email: null }
  const begun = { ref: kept[0] ?? '', localpart: 'alice' }
  const again = await homeserver.secondStep?.take(begun, account, newJournal().journal)
  assert.equal(again?.kind, 'created')
})

test('no password is set on a user who is being deactivated, and that does not free the place', async () => {
  await using rig = await openRig()
  const { journal } = newJournal()
  const account = { password: 'correct horse battery 1', email: null }
  const outcome = await rig.homeserver.secondStep?.take(
    { ref: alice, localpart: 'alice' },
    account,
    { ...journal, settingPassword: () => Promise.resolve(false) },
  )
  assert.equal(outcome?.kind, 'unfinished')
  assert.ok(!rig.mas.asked.some(({ route }) => route === setPassword))
})

test('a request that is repeated with a new token is recorded again first', async () => {
  await using rig = await openRig()
  rig.mas.answerNext(users, 'bad token')
  const { outcome, entries } = await ask({ homeserver: rig.homeserver, localpart: 'alice' })
  assert.equal(outcome.kind, 'created')
  assert.deepEqual(entries, ['asking 300000', 'asking 300000', 'keep', 'setting the password'])
})

test('an account that an earlier driver requested is never deactivated', async () => {
  await using rig = await openRig()
  rig.mas.answer('by-username')
  const before = { ...theirs, ref: null, sameDriver: false }
  assert.equal(await rig.homeserver.resolveOutcome(before), 'created')
  const fateOf = (heldAt: number, askedAt: number) =>
    rig.homeserver.resolveOutcome({ ...before, free: false, heldAt, askedAt })
  const made = Date.parse('2026-11-22T04:04:39.588Z')
  assert.equal(await fateOf(made - 2_000, made - 1_000), 'created')
  assert.equal(await fateOf(made - 2_000, made + 1_000), 'undecided')
  // Clocks may differ by a day.
  assert.equal(await fateOf(made + 23 * hour, made + 23 * hour), 'undecided')
  assert.equal(await fateOf(made + 25 * hour, made + 25 * hour), 'absent')
  assert.ok(!rig.mas.asked.some(({ route }) => route === deactivate))
})

test('an access token is renewed before it expires, and after it was revoked', async () => {
  let now = 0
  const opened = await openMas('mas', { clock: () => now })
  const { mas, homeserver } = opened
  const tokens = () => mas.asked.filter(({ route }) => route === 'POST /oauth2/token').length
  await Promise.all([homeserver.check('alice', null), homeserver.check('alice', null)])
  assert.equal(tokens(), 1)
  now = 269_000
  await homeserver.check('alice', null)
  assert.equal(tokens(), 1)
  now = 270_000
  await homeserver.check('alice', null)
  assert.equal(tokens(), 2)
  mas.answerAt(byName, 'bad token')
  assert.equal(await homeserver.check('alice', null), 'unknown')
  assert.equal(tokens(), 3)
  await opened.close()
})

test('an e-mail address is set at MAS, and one that is in use keeps nobody out', async () => {
  const opened = await openMas('mas', { email: true })
  const { mas, homeserver } = opened
  assert.equal(homeserver.requires.email, true)
  mas.answer('add email dup')
  const account = { password: 'correct horse battery 1', email: 'alice@example.org' }
  const begun = { ref: alice, localpart: 'alice' }
  const outcome = await homeserver.secondStep?.take(begun, account, newJournal().journal)
  assert.equal(outcome?.kind, 'created')
  assert.match(mas.asked.at(-1)?.body ?? '', /"email":"alice@example.org"/)
  await opened.close()
})

test('an account can be deactivated by its name', async () => {
  await using rig = await openRig()
  assert.equal(await rig.homeserver.deactivate?.('alice'), false)
  rig.mas.answer('by-username')
  assert.equal(await rig.homeserver.deactivate?.('alice'), true)
})

test('an examination reports what MAS lacks', async () => {
  await using rig = await openRig()
  const { homeserver, mas } = rig
  const all = await homeserver.examine()
  assert.match(JSON.stringify(all), /It is Synapse 1.163.2 that delegates signing in to a service/)
  assert.match(JSON.stringify(all), /passwords of strength 3 of 4/)
  const site = 'GET /api/admin/v1/site-config'
  mas.answerAt(site, 'site-config', [
    '"password_login_enabled": true',
    '"password_login_enabled": false',
  ])
  assert.match(JSON.stringify(await homeserver.examine()), /Set passwords.enabled to true in MAS/)
})
