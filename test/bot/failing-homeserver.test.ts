import assert from 'node:assert/strict'
import { test } from 'node:test'
import { takeBot } from '../../src/core/bot/set-up.ts'
import type { Bot, BotAccounts, BotAnswer, Json } from '../../src/ports/bot.ts'
import { botPerson, isQuiet, keepDirectRoom } from '../../src/store/bot-people.ts'
import { tellPerson } from '../../src/work/bot/tell-person.ts'
import { faultOfRoom } from '../../src/work/bot/room-fault.ts'
import { findRooms } from '../../src/work/bot/rooms.ts'
import { openQuietPortal } from '../support/console.ts'

const [ana, room] = ['@ana:localhost', '!direct:localhost']

/** What the homeserver answers about the membership of Ana. */
const answers: Record<string, BotAnswer<Json>> = {
  'a proxy without a homeserver': { kind: 'refused', status: 502, errcode: '', cause: '502' },
  'an ended session': { kind: 'refused', status: 401, errcode: '', cause: '401' },
  'no such member': { kind: 'refused', status: 404, errcode: 'M_NOT_FOUND', cause: '404' },
  'she left': { kind: 'done', value: { membership: 'leave' } },
}

const say = () => ({ text: 'Somebody has arrived.' })

test('a homeserver that fails is asked again, and only who left is no longer written to', async () => {
  await using portal = await openQuietPortal({ settings: {} })
  const { app } = portal
  await botPerson(app.db, ana, 'lk-1')
  const told = []
  for (const [about, answer] of Object.entries(answers)) {
    await keepDirectRoom(app.db, ana, room)
    await app.db.updateTable('bot_people').set({ is_quiet: 0 }).execute()
    const bot = { userId: '@bot:localhost', state: async () => answer } as unknown as Bot
    const telling = { about, part: 'arrival', person: ana, say } as const
    const outcome = await tellPerson({ ...app, bot: async () => bot }, telling)
    told.push([about, outcome, await isQuiet(app.db, ana)])
  }
  assert.deepEqual(told, [
    ['a proxy without a homeserver', { failed: 'direct room: 502' }, false],
    ['an ended session', { failed: 'direct room: 401' }, false],
    ['no such member', 'done', true],
    ['she left', 'done', true],
  ])
})

/** A token is the name of its account here. */
const ofToken = async (userId: string) => ({
  kind: 'done',
  value: { userId, token: userId, masId: null },
})

test('another bot opens rooms of its own, and leaves in peace whoever wished it', async () => {
  await using portal = await openQuietPortal({ settings: {} })
  const { app } = portal
  await botPerson(app.db, ana, 'lk-1')
  await keepDirectRoom(app.db, ana, room)
  await app.db.updateTable('bot_people').set({ is_quiet: 1 }).execute()
  const accounts = { ofToken, endFormer: async () => true } as unknown as BotAccounts
  const rooms = []
  for (const userId of ['@bot:localhost', '@bot:localhost', '@other:localhost']) {
    assert.equal((await takeBot({ ...app, accounts }, userId, userId)).kind, 'ready')
    rooms.push((await botPerson(app.db, ana, 'lk-2')).room)
  }
  assert.deepEqual(rooms, [room, room, null])
  assert.equal(await isQuiet(app.db, ana), true)
})

test('a homeserver that fails says nothing about the rooms of the bot', async () => {
  const config = { bot: { room: '#door:localhost', moderatorsRoom: null, servers: [] } }
  await using portal = await openQuietPortal({ settings: config })
  const found = []
  for (const status of [404, 403, 401, 502, 503]) {
    const resolve = async () => refused(status)
    found.push(await findRooms(portal.app, { resolve } as unknown as Bot))
  }
  const none = { command: null, moderators: null }
  assert.deepEqual(found, [none, none, undefined, undefined, undefined])
})

const refused = (status: number) => ({ kind: 'refused', status, errcode: '', cause: '' })

/** What the bot makes of these answers about the state of a room. */
async function faultWith(encryption: unknown, rules: unknown) {
  const state = async (_: string, type: string) =>
    type === 'm.room.encryption' ? encryption : rules
  return faultOfRoom({ state } as unknown as Bot, room)
}

test('no link is written in a room of which the homeserver does not say that it is private', async () => {
  const isPublic = { kind: 'done', value: { join_rule: 'public' } }
  assert.equal(await faultWith(refused(404), isPublic), 'exposed')
  assert.equal(await faultWith(refused(404), refused(404)), null)
  for (const status of [401, 403, 502]) {
    assert.deepEqual(await faultWith(refused(404), refused(status)), refused(status))
    assert.deepEqual(await faultWith(refused(status), refused(404)), refused(status))
  }
})
