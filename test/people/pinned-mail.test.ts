import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createInvite } from '../../src/core/invites/create.ts'
import {
  type IntroductionStep,
  introductionsOf,
} from '../../src/core/redemption/introduction-state.ts'
import { type Actor, shellActor } from '../../src/model/actor.ts'
import { waitFor } from '../../src/shared/wait.ts'
import { pinTo } from '../bot/pinned.ts'
import { openMas, openStandIns, alice } from '../homeservers/mas-stand-in.ts'
import { newAdmin } from '../homeservers/synapses.ts'
import { mailSettings } from '../mail/servers.ts'
import { needs, synapse } from '../support/parts.ts'
import { openPortal, type TestPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'
import { join, newVisitor } from '../support/visitor.ts'

const password = 'correct horse battery'

/** Somebody, in Synapse's admin API. */
const userAt = (name: string) =>
  `${synapse().url}/_synapse/admin/v2/users/@${name}:${synapse().serverName}`

/** No mail leaves: an invitation only needs to have an address. */
const mail = mailSettings('smtp://127.0.0.1:9')

/** Somebody joins with an invitation that was sent to this address. */
async function joinBy(
  portal: TestPortal,
  name: string,
  address: string,
  maker: Actor = shellActor,
): Promise<void> {
  const mailTo = { address, language: '' }
  const { code } = await createInvite(portal.app, { mailTo }, maker)
  const { status, text } = await join(newVisitor(portal.url), code, { name, password })
  assert.equal(status, 303, text)
}

/** The step of each account, once it is as wanted; the latest account last. */
async function steps(
  { app }: TestPortal,
  isDone: (mails: IntroductionStep[]) => boolean,
): Promise<IntroductionStep[]> {
  const found = await waitFor(20_000, async () => {
    const rows = await app.db
      .selectFrom('accounts')
      .select('redemption_id')
      .orderBy('made_at')
      .execute()
    const ids = rows.map(({ redemption_id: id }) => id)
    const all = await introductionsOf(app, ids)
    const mails = ids.flatMap((id) => all.get(id) ?? []).filter(({ what }) => what === 'mail')
    return isDone(mails) ? mails : undefined
  })
  assert.ok(found, 'the step ends')
  return found
}

test(
  'the address of a bound invitation is put on the account at Synapse, beside what it has, and never taken from another',
  needs('synapse'),
  async () => {
    const adminToken = await newAdmin(synapse())
    await using portal = await openPortal({ settings: { ...mail, homeserver: { adminToken } } })
    portal.app.work()
    await pinTo({ portal }, 'mail')
    const names = [newName(), newName()] as const
    const address = `${names[0]}@example.org`
    const headers = { authorization: `Bearer ${adminToken}` }
    const mailsOf = async (name: string) => {
      const said = (await (await fetch(userAt(name), { headers })).json()) as {
        threepids: { medium: string; address: string }[]
      }
      return said.threepids.map(({ medium, address: one }) => `${medium} ${one}`).toSorted()
    }
    await joinBy(portal, names[0], address.toUpperCase())
    assert.deepEqual(
      (await steps(portal, ([one]) => one?.state === 'done')).map(({ cause }) => cause),
      [null],
    )
    assert.deepEqual(await mailsOf(names[0]), [`email ${address}`])
    // Another attempt, as after a lost answer, and one beside an address that its owner added.
    const person = { localpart: names[0], ref: null }
    assert.equal(await portal.app.homeserver.addMail?.(person, address), true)
    const second = `second.${address}`
    assert.equal(await portal.app.homeserver.addMail?.(person, second), true)
    const both = [address, second].map((one) => `email ${one}`)
    assert.deepEqual(await mailsOf(names[0]), both)
    await joinBy(portal, names[1], address)
    const [, refused] = await steps(portal, ([, other]) => typeof other?.cause === 'string')
    assert.equal(refused?.state, 'waiting')
    assert.equal(refused?.cause, 'another account has the mail address')
    assert.deepEqual(await mailsOf(names[0]), both)
    assert.deepEqual(await mailsOf(names[1]), [])
  },
)

test('with MAS the address of a bound invitation is put on the account once', async () => {
  const { mas, synapse: behind, given, close } = await openStandIns('mas')
  await using _ = { [Symbol.asyncDispose]: close }
  behind.answerAt('GET /_matrix/client/v3/profile/@alice:syn3.test', 'profile', [
    'Alice ✨',
    'alice',
  ])
  mas.answer('add email')
  await using portal = await openPortal({ settings: { ...mail, ...given } })
  portal.app.work()
  await pinTo({ portal }, 'mail')
  await joinBy(portal, 'alice', 'alice@example.org')
  await steps(portal, ([one]) => one?.state === 'done')
  const added = mas.asked.filter(({ route }) => route === 'POST /api/admin/v1/user-emails')
  assert.deepEqual(
    added.map(({ body }) => JSON.parse(body) as unknown),
    [{ user_id: alice, email: 'alice@example.org' }],
  )
})

test('with MAS a repeated attempt succeeds, and an address of another account stays there', async () => {
  const { mas, homeserver, close } = await openMas('mas')
  await using _ = { [Symbol.asyncDispose]: close }
  const person = { localpart: 'alice', ref: alice }
  const address = 'alice@example.org'
  const held = `GET /api/admin/v1/user-emails?filter[user]=${alice}&filter[email]=${address}&page[first]=1`
  const lists = (data: object[]) => mas.answerWith(held, 200, { meta: {}, data, links: {} })
  mas.answer('add email dup')
  lists([{ type: 'user-email', id: alice }])
  assert.equal(await homeserver.addMail?.(person, address), true)
  lists([])
  const failed = { failed: 'another account has the mail address' }
  assert.deepEqual(await homeserver.addMail?.(person, address), failed)
})

test(
  'an address is put on the account only by an operator’s invitation: members know the link that they send',
  needs('synapse'),
  async () => {
    const adminToken = await newAdmin(synapse())
    const operator = `@ruth:${synapse().serverName}`
    await using portal = await openPortal({
      settings: { ...mail, homeserver: { adminToken }, console: { operators: [operator] } },
    })
    portal.app.work()
    await pinTo({ portal }, 'mail')
    const [byMember, byOperator] = [newName(), newName()]
    const member: Actor = { kind: 'moderator', id: `@mo:${synapse().serverName}`, via: 'console' }
    await joinBy(portal, byMember, `${byMember}@example.org`, member)
    await joinBy(portal, byOperator, `${byOperator}@example.org`, {
      ...member,
      kind: 'operator',
      id: operator,
    })
    const found = await steps(portal, ([one]) => one?.state === 'done')
    assert.equal(found.length, 1)
    const headers = { authorization: `Bearer ${adminToken}` }
    for (const [name, count] of [
      [byMember, 0],
      [byOperator, 1],
    ] as const) {
      const said = (await (await fetch(userAt(name), { headers })).json()) as {
        threepids: unknown[]
      }
      assert.equal(said.threepids.length, count)
    }
  },
)

test(
  'where no address can be put on an account there is no such step',
  needs('synapse'),
  async () => {
    await using portal = await openPortal({ settings: mail })
    portal.app.work()
    await pinTo({ portal }, 'mail')
    const name = newName()
    await joinBy(portal, name, `${name}@example.org`)
    assert.equal(portal.app.homeserver.addMail, undefined)
    assert.deepEqual(await steps(portal, () => true), [])
  },
)
