import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createInvite } from '../../src/core/invites/create.ts'
import { remindOfEnds } from '../../src/core/guests/remind.ts'
import { forgetPerson } from '../../src/core/people/forget.ts'
import { shellActor } from '../../src/model/actor.ts'
import { countJobs } from '../../src/store/jobs-overview.ts'
import { ownDendrite } from '../homeservers/dendrites.ts'
import { ownSynapse } from '../homeservers/synapses.ts'
import { signedIn } from '../support/console.ts'
import { needs } from '../support/parts.ts'
import { newName } from '../support/synapse-client.ts'
import { join, newVisitor } from '../support/visitor.ts'
import { goodPassword, newPerson, newRoomOf, type Person } from './rooms.ts'
import { giveRole, type House, openHouse } from './house.ts'
import { encryption, enterInvited, invitationsOf, saidBy, until, write } from './talk.ts'

/** Somebody joins by an invitation of this person. Their Matrix id. */
async function comesBy({ app, portal }: House, inviter: Person): Promise<string> {
  const by = { kind: 'moderator', id: inviter.mxid, via: 'console' } as const
  const { code } = await createInvite(app, {}, by)
  const name = newName()
  const reply = await join(newVisitor(portal.url), code, { name, password: goodPassword })
  assert.equal(reply.status, 303, reply.text)
  return `@${name}:${app.serverName()}`
}

function texts(said: Awaited<ReturnType<typeof saidBy>>): string[] {
  return said.flatMap(({ content }) =>
    typeof content['body'] === 'string' ? [content['body']] : [],
  )
}

/** Waits until the bot has nothing left to do. */
async function settled({ app }: House): Promise<void> {
  await until(async () =>
    (await countJobs(app.db)).every(({ kind, due }) => due === 0 || !kind.startsWith('bot-')),
  )
}

const day = 24 * 3_600_000
const limits = { rc_message: { per_second: 100, burst_count: 100 } }

test('direct messages of the bot', needs('synapse'), async (t) => {
  await using server = await ownSynapse(() => limits)
  await using house = await openHouse(server, { settings: { console: { listen: 'public' } } })
  const { app, bot } = house
  const inviter = await newPerson(server)
  await giveRole(app, inviter, 'moderator')
  const stop = house.work()
  let room = ''
  let ana = ''
  try {
    await t.test('whoever invited is told who has arrived, in one private room', async () => {
      ana = await comesBy(house, inviter)
      room = await enterInvited(inviter)
      await until(async () => texts(await saidBy(inviter, room, bot)).length > 0)
      const second = await comesBy(house, inviter)
      const told = [`${ana} has arrived`, `${second} has arrived`]
      await until(async () => texts(await saidBy(inviter, room, bot)).length === 2)
      const said = texts(await saidBy(inviter, room, bot))
      for (const text of told)
        assert.ok(
          said.some((one) => one.startsWith(text)),
          said.join(),
        )
      assert.deepEqual(await invitationsOf(inviter), [])
      const state = `rooms/${encodeURIComponent(room)}/state/m.room.encryption/`
      assert.equal((await inviter.ask('GET', state)).status, 404)
      const direct = `user/${encodeURIComponent(bot)}/account_data/m.direct`
      assert.deepEqual((await house.asBot.ask('GET', direct)).json, { [inviter.mxid]: [room] })
    })

    await t.test('who was forgotten is no longer named in it', async () => {
      await forgetPerson(app, ana, shellActor)
      await until(
        async () =>
          !texts(await saidBy(inviter, room, bot))
            .join()
            .includes(ana),
      )
      assert.equal(texts(await saidBy(inviter, room, bot)).length, 1)
    })

    await t.test('!quiet ends the messages, and !quiet off begins them again', async () => {
      await write(inviter, room, '!quiet')
      await until(async () => texts(await saidBy(inviter, room, bot)).length === 2)
      await comesBy(house, inviter)
      await settled(house)
      assert.equal(texts(await saidBy(inviter, room, bot)).length, 2)
      await write(inviter, room, '!quiet off')
      await until(async () => texts(await saidBy(inviter, room, bot)).length === 3)
      const third = await comesBy(house, inviter)
      await until(async () =>
        texts(await saidBy(inviter, room, bot))
          .join()
          .includes(third),
      )
    })

    await t.test('a guest, and whoever invited them, are told of the end', async () => {
      const guest = await newPerson(server)
      const { id: invite_id } = await house.portal.invite()
      const now = Date.now()
      const localpart = guest.mxid.slice(1, guest.mxid.indexOf(':'))
      const times = { made_at: now - 25 * day, ends_at: now + 5 * day, grace_ms: day }
      const whose = { localpart, invite_id, invited_by: inviter.mxid }
      await app.db
        .insertInto('accounts')
        .values({ redemption_id: '0'.repeat(26), ...whose, ...times })
        .execute()
      await remindOfEnds(app)
      const direct = await enterInvited(guest)
      await until(async () => texts(await saidBy(guest, direct, bot)).length > 0)
      assert.match(texts(await saidBy(guest, direct, bot)).join(), /^Your account ends on /)
      const found = new RegExp(
        `account of ${guest.mxid}, whom you invited, ends on .*/console/people/0`,
      )
      await until(async () => found.test(texts(await saidBy(inviter, room, bot)).join('\n')))
    })

    await t.test('in a direct room no invitation is made', async () => {
      const before = texts(await saidBy(inviter, room, bot)).length
      await write(inviter, room, '!invite')
      await until(async () => texts(await saidBy(inviter, room, bot)).length > before)
      assert.match(texts(await saidBy(inviter, room, bot)).at(-1) ?? '', /^Here I tell you/)
    })

    await t.test('whoever leaves the room is left in peace', async () => {
      await inviter.ask('POST', `rooms/${encodeURIComponent(room)}/leave`, {})
      await comesBy(house, inviter)
      await settled(house)
      assert.deepEqual(await invitationsOf(inviter), [])
    })

    await t.test(
      'the console says the same, and opens another room where it is wanted',
      async () => {
        const { visitor, press } = await signedIn(house.portal, inviter.mxid)
        const shown = async () => (await visitor.get('/console/own-mail')).text
        assert.match(await shown(), /The bot does not write to you\./)
        assert.equal((await press('/console/own-mail/bot', { quiet: '0' })).status, 303)
        assert.match(await shown(), /The bot writes to you in Matrix when/)
        const fourth = await comesBy(house, inviter)
        room = await enterInvited(inviter)
        await until(async () =>
          texts(await saidBy(inviter, room, bot))
            .join()
            .includes(fourth),
        )
        await press('/console/own-mail/bot', { quiet: '1' })
        await comesBy(house, inviter)
        await settled(house)
        assert.equal(texts(await saidBy(inviter, room, bot)).length, 1)
      },
    )

    await t.test(
      'in an encrypted direct room the bot says why it can’t read, and opens another',
      async () => {
        const person = await newPerson(server)
        const state = [{ type: 'm.room.encryption', state_key: '', content: encryption }]
        const encrypted = await newRoomOf(person, {
          preset: 'trusted_private_chat',
          is_direct: true,
          invite: [bot],
          initial_state: state,
        })
        const other = await enterInvited(person)
        await until(async () => texts(await saidBy(person, other, bot)).length > 0)
        const said = texts(await saidBy(person, encrypted.id, bot))
        assert.equal(said.length, 1)
        assert.match(said[0] ?? '', /can’t read encrypted messages/)
      },
    )
  } finally {
    await stop()
  }
})

test('on Dendrite the bot tells who has arrived, too', needs('dendrite', 'postgres'), async () => {
  await using dendrite = await ownDendrite()
  const { url, serverName, sharedSecret: registrationSharedSecret } = dendrite
  await using house = await openHouse(dendrite, {
    database: 'PostgreSQL',
    settings: { homeserver: { kind: 'dendrite', url, serverName, registrationSharedSecret } },
  })
  const inviter = await newPerson(dendrite)
  await giveRole(house.app, inviter, 'moderator')
  const stop = house.work()
  try {
    const ana = await comesBy(house, inviter)
    const room = await enterInvited(inviter)
    await until(async () =>
      texts(await saidBy(inviter, room, house.bot))
        .join()
        .includes(ana),
    )
  } finally {
    await stop()
  }
})
