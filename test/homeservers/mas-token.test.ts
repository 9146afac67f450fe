import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ask, asked, contract, newJournal, type Rig } from './contract.ts'
import { answered, openMas } from './mas-stand-in.ts'

const id = '01M80PTXF95VZ6PH4WND3063AC'
const mint = 'POST /api/admin/v1/user-registration-tokens'
const read = `GET /api/admin/v1/user-registration-tokens/${id}`
const revoke = `POST /api/admin/v1/user-registration-tokens/${id}/revoke`
const site = 'GET /api/admin/v1/site-config'

/** No token was used while the recordings were made. */
const used: [string, string] = ['"times_used": 0', '"times_used": 1']
const theirs = { ...asked, localpart: 'alice' }

async function openRig() {
  const opened = await openMas('mas-token')
  const { mas, homeserver, down } = opened
  mas.answer('reg token named')
  const noToken = '"password_registration_token_required": false'
  const rig: Rig = {
    forExamination: () =>
      mas.answerAt(site, 'site-config', [noToken, noToken.replace('false', 'true')]),
    homeserver,
    free: () => 'alice',
    refusals: {
      homeserver_refused: answered(opened, 'reg token dup'),
      homeserver_unavailable: () => ({ homeserver: down, localpart: 'alice' }),
      name_taken: answered(opened, 'by-username'),
    },
    shutOut: answered(opened, 'bad secret'),
    checks: { free: 'free', taken: () => (mas.answer('by-username'), 'alice') },
    [Symbol.asyncDispose]: opened.close,
  }
  return { ...rig, ...opened }
}

contract({
  title: 'mas-token (as recorded)',
  parts: { skip: false },
  leavesOut: ['what goes stale', 'lost answers'],
  open: openRig,
})

test('a person gets one token, for an hour, and continues at MAS’s form', async () => {
  let now = Date.parse('2026-11-22T04:00:00Z')
  const opened = await openMas('mas-token', { clock: () => now })
  const { mas, homeserver } = opened
  mas.answer('reg token named')
  const { outcome, kept } = await ask({ homeserver, localpart: 'alice' })
  assert.deepEqual(outcome, {
    kind: 'handed_over',
    url: 'http://127.0.0.1:8090/register/password?username=alice',
    code: 'invite-1',
  })
  assert.deepEqual(kept, [id])
  const minted = mas.asked.find(({ route }) => route === mint)
  assert.equal(minted?.body, '{"usage_limit":1,"expires_at":"2026-11-22T05:00:00.000Z"}')
  await opened.close()
})

const discovery = 'GET /.well-known/openid-configuration'
const browserUrl = '"authorization_endpoint": "http://127.0.0.1:8090/'

test('the link leads to where MAS serves browsers, which its issuer need not be', async () => {
  const opened = await openMas('mas-token')
  const { mas, homeserver } = opened
  mas.answer('reg token named')
  const base = '"authorization_endpoint": "https://account.example.org/'
  mas.answerAt(discovery, discovery, [browserUrl, base])
  const { outcome } = await ask({ homeserver, localpart: 'alice' })
  const url = outcome.kind === 'handed_over' ? outcome.url : ''
  assert.equal(url, 'https://account.example.org/register/password?username=alice')
  await opened.close()
})

test('a MAS without passwords gets one advice, whichever kind it is asked as', async () => {
  for (const kind of ['mas', 'mas-token'] as const) {
    const opened = await openMas(kind)
    const off: [string, string] = [
      '"password_login_enabled": true',
      '"password_login_enabled": false',
    ]
    opened.mas.answerAt(site, 'site-config', off)
    const findings = await opened.homeserver.examine()
    const errors = findings.filter((one) => one.code.startsWith('mas_') && one.advice)
    assert.deepEqual(
      errors.map(({ code, advice }) => [code, advice]),
      [
        [
          'mas_passwords',
          'Set passwords.enabled to true in MAS. Otherwise invite people at that provider, not with Latchkey.',
        ],
      ],
    )
    await opened.close()
  }
})

test('where MAS can make no account that way nobody is sent there, and no name is burnt', async () => {
  for (const [kind, field] of [
    ['mas', 'password_login_enabled'],
    ['mas-token', 'password_login_enabled'],
    ['mas-token', 'password_registration_enabled'],
  ] as const) {
    const opened = await openMas(kind)
    opened.mas.answer('reg token named')
    const [on, off] = [`"${field}": true`, `"${field}": false`]
    opened.mas.answerAt(site, 'site-config', [on, off])
    const { outcome } = await ask({ homeserver: opened.homeserver, localpart: 'alice' })
    assert.ok(outcome.kind === 'refused', kind)
    assert.equal(outcome.reason, 'homeserver_refused')
    assert.ok(outcome.cause?.includes(field.includes('login') ? 'passwords.enabled' : 'account.'))
    const made = opened.mas.asked.filter(({ route }) => /users$|registration-tokens$/.test(route))
    assert.deepEqual(made, [])
    await opened.close()
  }
})

test('no e-mail address is promised only where the form of MAS asks for none', async () => {
  for (const [asks, said] of [
    ['true', true],
    ['false', false],
  ] as const) {
    const opened = await openMas('mas-token')
    const email = '"password_registration_email_required": '
    opened.mas.answerAt(site, 'site-config', [`${email}true`, `${email}${asks}`])
    assert.equal(await opened.homeserver.formAsksForEmail?.(), said)
    await opened.close()
  }
})

test('a used token counts as an account; an unused one is revoked, and the use comes back', async () => {
  await using rig = await openRig()
  const { homeserver, mas } = rig
  const fate = (over: boolean, ref: string | null = id) =>
    homeserver.resolveOutcome({ ...theirs, ref, expired: over })
  assert.equal(await fate(false), 'undecided')
  assert.equal(await fate(true), 'absent')
  assert.equal(mas.asked.at(-1)?.route, revoke)
  mas.answerAt(revoke, 'reg token revoke', used)
  assert.equal(await fate(true), 'created')
  mas.answerAt(read, 'reg token get', used)
  assert.equal(await fate(false), 'created')
  mas.answerAt(read, 'reg token revoke')
  mas.answerAt(revoke, 'reg token revoke again')
  assert.equal(await fate(true), 'absent')
  mas.answerAt(read, 'reg token 404')
  assert.equal(await fate(true), 'undecided')
})

test('without a token no account can exist, unless an earlier driver requested it', async () => {
  await using rig = await openRig()
  const { homeserver, mas } = rig
  mas.answer('by-username')
  const without = { ...theirs, ref: null, expired: false }
  assert.equal(await homeserver.resolveOutcome(without), 'absent')
  assert.equal(await homeserver.resolveOutcome({ ...without, sameDriver: false }), 'created')
  mas.answer('by-username 404')
  assert.equal(await homeserver.resolveOutcome({ ...without, sameDriver: false }), 'absent')
})

test('somebody who comes back gets the same token, or is told that they have an account', async () => {
  await using rig = await openRig()
  const { homeserver, mas } = rig
  const begun = { ref: id, localpart: 'alice' }
  const comeBack = () =>
    homeserver.secondStep?.take(begun, { password: '', email: null }, newJournal().journal)
  assert.equal((await comeBack())?.kind, 'handed_over')
  mas.answerAt(read, 'reg token get', used)
  assert.equal((await comeBack())?.kind, 'created')
  mas.answerAt(read, 'reg token 404')
  assert.equal((await comeBack())?.kind, 'unknown')
})
