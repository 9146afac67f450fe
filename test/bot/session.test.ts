import assert from 'node:assert/strict'
import { test } from 'node:test'
import { examineBot } from '../../src/doctor/bot.ts'
import { saveBotAccount } from '../../src/store/bot.ts'
import { newAccount } from '../homeservers/synapses.ts'
import { needs, synapse } from '../support/parts.ts'
import { openPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'
import { type House, openHouse } from './house.ts'
import { newPerson, newRoomOf, personOf, plantBot } from './rooms.ts'
import { answersTo, until, write } from './talk.ts'

/** Until the bot has read for the first time: what was written before is ignored. */
async function begun({ app }: House, userId: string): Promise<void> {
  const rows = () => app.db.selectFrom('bot_sync').selectAll().execute()
  await until(async () => (await rows()).some(({ user_id: id }) => id === userId))
}

test('other rooms are taken over by a reload', needs('synapse'), async () => {
  await using house = await openHouse(synapse())
  const { app, owner, bot } = house
  const stop = house.work()
  try {
    await begun(house, bot)
    const { id: room, alias } = await newRoomOf(owner, { invite: [bot] })
    await app.reload({ ...app.config, bot: { ...app.config.bot, room: alias } })
    const member = `rooms/${encodeURIComponent(room)}/state/m.room.member/${encodeURIComponent(bot)}`
    await until(async () => (await owner.ask('GET', member)).json['membership'] === 'join')
    const [answer = ''] = await answersTo(owner, {
      room,
      bot,
      event: await write(owner, room, '!list'),
    })
    assert.match(answer, /No invitation is open/)
  } finally {
    await stop()
  }
})

test(
  'a portal without a room of the bot reads once a reload names one',
  needs('synapse'),
  async () => {
    await using portal = await openPortal()
    const { app } = portal
    const bot = await plantBot(app, synapse())
    app.work()
    const owner = await newPerson(synapse(), 'ruth')
    const { id, alias } = await newRoomOf(owner, { invite: [bot] })
    await app.reload({ ...app.config, bot: { ...app.config.bot, room: alias } })
    const member = `rooms/${encodeURIComponent(id)}/state/m.room.member/${encodeURIComponent(bot)}`
    await until(async () => (await owner.ask('GET', member)).json['membership'] === 'join')
  },
)

test('an ended session is said once, and a new one taken at once', needs('synapse'), async () => {
  let passed = 0
  const now = () => Date.now() + passed
  await using house = await openHouse(synapse(), { clock: now, elapsed: now })
  const { app, owner, portal } = house
  const stop = house.work()
  try {
    await begun(house, house.bot)
    await house.asBot.ask('POST', 'logout', {})
    const said = () => portal.logged().match(/no longer takes the session of the bot/g)?.length
    await until(async () => said() === 1)
    const [found] = await examineBot(app)
    assert.equal(found?.sentence, 'The homeserver no longer takes the session of the bot.')
    const made = await newAccount(synapse(), { name: newName('bot') })
    const [userId, token] = [String(made['user_id']), String(made['access_token'])]
    const path = `rooms/${encodeURIComponent(house.room)}`
    await owner.ask('POST', `${path}/invite`, { user_id: userId })
    await saveBotAccount(app.db, { userId, token, masId: null })
    passed += 10_000
    await begun(house, userId)
    await until(async () => {
      const { status } = await personOf(synapse().url, userId, token).ask('GET', `${path}/members`)
      return status === 200
    })
    const event = await write(owner, house.room, '!list')
    assert.match((await answersTo(owner, { ...house, bot: userId, event })).join(), /No invitation/)
    assert.equal(said(), 1)
  } finally {
    await stop()
  }
})
