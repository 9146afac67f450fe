import assert from 'node:assert/strict'
import { test } from 'node:test'
import { takeBot } from '../../src/core/bot/set-up.ts'
import type { Bot, BotAccounts, BotAnswer, Json } from '../../src/ports/bot.ts'
import { botPerson, isQuiet, keepDirectRoom } from '../../src/store/bot-people.ts'
import { tellPerson } from '../../src/work/bot/tell-person.ts'
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
    const resolve = async () => ({ kind: 'refused', status, errcode: '', cause: '' })
    found.push(await findRooms(portal.app, { resolve } as unknown as Bot))
  }
  const none = { command: null, moderators: null }
  assert.deepEqual(found, [none, none, undefined, undefined, undefined])
})
