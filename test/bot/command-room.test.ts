import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeConsoleLink } from '../../src/core/members/console-link.ts'
import { setAllowance } from '../../src/core/members/set-allowance.ts'
import { examineBot } from '../../src/doctor/bot.ts'
import { shellActor } from '../../src/model/actor.ts'
import { listEvents } from '../../src/store/events.ts'
import { ownPage, signIn } from '../support/console.ts'
import { newVisitor } from '../support/visitor.ts'
import { needs } from '../support/parts.ts'
import { ownDendrite } from '../homeservers/dendrites.ts'
import { ownSynapse } from '../homeservers/synapses.ts'
import { newPerson, type Person } from './rooms.ts'
import { bringInto, giveRole, type House, openHouse } from './house.ts'
import { pinTo } from './pinned.ts'
import { answersTo, encryption, saidBy, sendEvent, setState, until, write } from './talk.ts'

/** Writes a command, and returns the answer. */
async function command(house: House, text: string, person = house.owner): Promise<string> {
  const event = await write(person, house.room, text)
  const [answer = ''] = await answersTo(house.owner, { ...house, event })
  return answer
}

/** Reads until the first sync is done: what was written before it is ignored. */
async function begun({ app }: House): Promise<void> {
  await until(async () => (await app.db.selectFrom('bot_sync').selectAll().execute()).length > 0)
}

const linkIn = (text: string) => /https?:\S+\/i\/\w{26}/.exec(text)?.[0] ?? ''

test('in the command room', needs('synapse'), async (t) => {
  // Of its own: the bot of this test writes more than the default limits allow.
  await using server = await ownSynapse(() => ({
    rc_message: { per_second: 100, burst_count: 100 },
  }))
  await using house = await openHouse(server)
  const early = await write(house.owner, house.room, '!invite').catch(() => '')
  const stop = house.work()
  try {
    await begun(house)

    await t.test('!invite answers with the link, its picture and its terms', async () => {
      const event = await write(house.owner, house.room, '!invite 3 7d')
      const [text = ''] = await answersTo(house.owner, { ...house, event })
      assert.match(linkIn(text), /^http:\/\/127\.0\.0\.1:1\/i\//)
      assert.match(text, /3 people can join, until .+\./)
      const picture = await until(async () =>
        (await saidBy(house.owner, house.room, house.bot)).find(
          ({ content }) => content['msgtype'] === 'm.image',
        ),
      )
      const address = String(picture.content['url']).replace('mxc://', '')
      const reply = await fetch(`${server.url}/_matrix/client/v1/media/download/${address}`, {
        headers: await tokenOf(house),
      })
      const bytes = Buffer.from(await reply.arrayBuffer())
      assert.equal(bytes.subarray(1, 4).toString(), 'PNG')
      const [made] = await house.app.db.selectFrom('invites').selectAll().execute()
      assert.deepEqual([made?.max_uses, made?.created_by], [3, house.owner.mxid])
      const [happened] = await listEvents(house.app.db, made?.id ?? '')
      assert.deepEqual([happened?.via, happened?.actor_kind], ['bot', 'operator'])
    })

    await t.test(
      'an invitation is listed, paused, opened again and withdrawn by its link',
      async () => {
        const link = linkIn(await command(house, '!invite'))
        assert.ok((await command(house, '!list')).includes(link))
        assert.match(await command(house, `!pause ${link}`), /^Paused: nobody can join with/)
        assert.ok(!(await command(house, '!list')).includes(link))
        assert.match(await command(house, `!resume ${link}`), /^It is open again/)
        assert.match(await command(house, `!withdraw ${link}`), /^Withdrawn/)
        const state = await house.app.db
          .selectFrom('invites')
          .selectAll()
          .orderBy('id', 'desc')
          .executeTakeFirstOrThrow()
        assert.notEqual(state.revoked_at, null)
      },
    )

    await t.test('every mistake is answered in words', async () => {
      const cases: [string, RegExp][] = [
        ['!invte', /don’t know this command\. !help/],
        ['!invite 0', /whole number of people from 1 up/],
        ['!invite 3 7d nowhere', /no profile with this name/],
        ['!pause', /Which invitation\?/],
        ['!pause nosuchcode', /doesn’t exist any more, or it isn’t yours/],
        ['!invite 0s', /has to be in the future/],
        ['!help', /!invite \[people\] \[time\] \[profile\]/],
        ['!requests', /Nobody is waiting/],
      ]
      for (const [text, expected] of cases) assert.match(await command(house, text), expected)
    })

    await t.test('an invitation is for one name, where the profile asks for one', async () => {
      await pinTo(house, 'name')
      assert.match(await command(house, '!invite'), /for one person: write !invite for NAME/)
      assert.match(await command(house, '!invite for _no'), /No account here can have this name/)
      assert.match(await command(house, '!invite for a@mail.example'), /No mail can be sent/)
      assert.match(await command(house, '!invite 2d for Ana'), /One person can join, until/)
      const made = await house.app.db
        .selectFrom('invites')
        .selectAll()
        .orderBy('id', 'desc')
        .executeTakeFirstOrThrow()
      assert.deepEqual([made.for_name, made.max_uses], ['ana', 1])
      assert.notEqual(linkIn(await command(house, '!invite 2 friends')), '')
      await pinTo(house, null)
    })

    await t.test(
      'a member is bound by their allowance, and answered in their language',
      async () => {
        const member = await newPerson(server)
        await bringInto(house.owner, house.room, member)
        await giveRole(house.app, member, 'member')
        assert.match(await command(house, '!invite', member), /Members can’t invite here/)
        const terms = { perMonth: 1, uses: 1, lastsMs: 3_600_000, profile: null, minDays: 0 }
        await setAllowance(house.app, terms, shellActor)
        await signInGerman(house, member)
        assert.match(await command(house, '!invite 3', member), /^Das lässt sich nicht festlegen/)
        assert.match(await command(house, '!invite', member), /Eine Person kann beitreten, bis/)
        assert.match(await command(house, '!invite', member), /so viele Einladungen erstellt/)
      },
    )

    await t.test(
      'edits, notices, texts and commands from before the first sync are ignored',
      async () => {
        const count = async () =>
          (await house.app.db.selectFrom('bot_inbox').select('id').execute()).length
        const before = await count()
        const event = await write(house.owner, house.room, 'invite somebody!')
        await sendEvent(house.owner, house.room, 'm.room.message', {
          msgtype: 'm.notice',
          body: '!invite',
        })
        await sendEvent(house.owner, house.room, 'm.room.message', {
          msgtype: 'm.text',
          body: '* !invite',
          'm.new_content': { msgtype: 'm.text', body: '!invite' },
          'm.relates_to': { rel_type: 'm.replace', event_id: event },
        })
        await command(house, '!help')
        assert.equal(await count(), before + 1)
        const entries = await house.app.db.selectFrom('bot_inbox').selectAll().execute()
        assert.ok(entries.every((one) => one.event !== early))
        assert.ok(entries.every((one) => one.done_at === null || one.sender === null))
      },
    )

    await t.test('somebody who was suspended is refused', async () => {
      const member = await newPerson(server)
      await bringInto(house.owner, house.room, member)
      await giveRole(house.app, member, 'moderator')
      await house.app.db
        .updateTable('members')
        .set({ standing: 'suspended' })
        .where('mxid', '=', member.mxid)
        .execute()
      assert.match(await command(house, '!invite', member), /suspended/)
    })

    await t.test('the doctor says where the bot can’t write, or is not', async () => {
      const power = `rooms/${encodeURIComponent(house.room)}/state/m.room.power_levels/`
      const { json: levels } = await house.owner.ask('GET', power)
      assert.deepEqual(await doctorSays(house), ['fine The bot answers in'])
      await house.owner.ask('PUT', power, { ...levels, events_default: 50 })
      assert.deepEqual(await doctorSays(house), ['warning The bot lacks power 50 to write in'])
      await house.owner.ask('PUT', power, levels)
      const kick = { user_id: house.bot }
      const moderators = `rooms/${encodeURIComponent(house.moderators)}`
      await house.owner.ask('POST', `${moderators}/kick`, kick)
      assert.deepEqual(await doctorSays(house), ['warning The bot is not in'])
      await house.owner.ask('POST', `${moderators}/invite`, kick)
      await until(async () => (await doctorSays(house))[0]?.startsWith('fine'))
    })

    await t.test('the console shows operators when the bot last read', async () => {
      const operator = await signIn(house.portal)
      const { text } = await operator.get('/console/health')
      assert.ok(text.includes(house.bot))
      assert.match(text, /last read what people write to it/)
    })

    await t.test('a public room gets no links', async () => {
      await setState(house.owner, house.room, 'm.room.join_rules', { join_rule: 'public' })
      assert.match(await command(house, '!invite'), /public, so anybody could take the links/)
      assert.match((await doctorSays(house)).join(), /^warning \S+ is public/)
      await setState(house.owner, house.room, 'm.room.join_rules', { join_rule: 'invite' })
      assert.notEqual(linkIn(await command(house, '!invite')), '')
    })

    await t.test('in an encrypted room the bot says once that it can’t read', async () => {
      await setState(house.owner, house.room, 'm.room.encryption', encryption)
      const secret = { algorithm: encryption.algorithm, ciphertext: 'x', session_id: 'y' }
      await sendEvent(house.owner, house.room, 'm.room.encrypted', secret)
      await sendEvent(house.owner, house.room, 'm.room.encrypted', secret)
      const event = await write(house.owner, house.room, '!invite')
      const [answer = ''] = await answersTo(house.owner, { ...house, event })
      assert.match(answer, /encrypted/)
      const said = await saidBy(house.owner, house.room, house.bot)
      const alone = said.filter(
        ({ content }) => /encrypted/.test(String(content['body'])) && !content['m.relates_to'],
      )
      assert.equal(alone.length, 1)
      assert.match((await doctorSays(house)).join(), /^warning \S+ is encrypted/)
    })
  } finally {
    await stop()
  }
})

async function signInGerman({ app, portal }: House, { mxid }: Person): Promise<void> {
  const link = await makeConsoleLink(app, mxid, shellActor)
  const german = { ...ownPage, 'accept-language': 'de' }
  const reply = await newVisitor(portal.url).press(`/console/link/${link}`, {}, german)
  assert.equal(reply.status, 303, reply.text)
}

/** Writes a command while nobody reads, and more after it than one sync tells. */
async function missedCommand(house: House): Promise<string> {
  const event = await write(house.owner, house.room, '!invite 4')
  for (let at = 0; at < 110; at++) await write(house.owner, house.room, 'hello')
  return event
}

/** The findings about the rooms of the bot, without their names at the end. */
async function doctorSays({ app }: House): Promise<string[]> {
  const found = await examineBot(app)
  return found
    .filter(({ code }) => code === 'bot_rooms')
    .map(({ severity, sentence }) => `${severity} ${sentence.replace(/ [#!].*/s, '')}`)
}

async function tokenOf({ app }: House): Promise<Record<string, string>> {
  const { value } = await app.db
    .selectFrom('secrets')
    .select('value')
    .where('name', '=', 'bot')
    .executeTakeFirstOrThrow()
  return { authorization: `Bearer ${(JSON.parse(value) as { token: string }).token}` }
}

test('a command is found among more than one sync tells', needs('synapse'), async () => {
  await using server = await ownSynapse(() => ({
    rc_message: { per_second: 1_000, burst_count: 1_000 },
  }))
  await using house = await openHouse(server)
  const stop = house.work()
  await begun(house)
  await stop()
  const event = await missedCommand(house)
  const stopAgain = house.work()
  try {
    const [text = ''] = await answersTo(house.owner, { ...house, event })
    assert.match(text, /4 people can join/)
  } finally {
    await stopAgain()
  }
})

test('on Dendrite the bot answers commands, too', needs('dendrite', 'postgres'), async () => {
  await using dendrite = await ownDendrite()
  await using house = await openHouse(dendrite, {
    database: 'PostgreSQL',
    settings: { homeserver: { kind: 'dendrite', ...homeserverOf(dendrite) } },
  })
  const stop = house.work()
  try {
    await begun(house)
    const event = await write(house.owner, house.room, '!invite 2 1d')
    const [text = ''] = await answersTo(house.owner, { ...house, event })
    assert.match(text, /2 people can join/)
  } finally {
    await stop()
  }
  const missed = await missedCommand(house)
  const stopAgain = house.work()
  try {
    const [text = ''] = await answersTo(house.owner, { ...house, event: missed })
    assert.match(text, /4 people can join/)
  } finally {
    await stopAgain()
  }
})

function homeserverOf({ url, serverName, sharedSecret }: Awaited<ReturnType<typeof ownDendrite>>) {
  return { url, serverName, registrationSharedSecret: sharedSecret }
}
