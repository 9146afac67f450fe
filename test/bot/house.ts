import assert from 'node:assert/strict'
import type { App } from '../../src/core/context.ts'
import { nameRole } from '../../src/core/members/name-role.ts'
import type { Role } from '../../src/model/member.ts'
import { shellActor } from '../../src/model/actor.ts'
import { saveBotAccount } from '../../src/store/bot.ts'
import { handlers } from '../../src/work/handlers.ts'
import { startQueue } from '../../src/work/queue.ts'
import { queueTerms } from '../../src/work/terms.ts'
import { readingTerms, startReading } from '../../src/work/bot/start.ts'
import type { SynapseAddress } from '../../tools/synapse.ts'
import { newAccount } from '../homeservers/synapses.ts'
import { openPortal, type PortalOptions, type TestPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'
import { newPerson, newRoomOf, type Person, personOf } from './rooms.ts'

/** A portal with a bot, its two rooms, and somebody who owns them. */
export interface House extends AsyncDisposable {
  portal: TestPortal
  app: App
  /** The Matrix id of the bot. */
  bot: string
  /** Asks the homeserver as the bot. */
  asBot: Person
  /** An operator, member of both rooms. */
  owner: Person
  room: string
  moderators: string
  /** Starts reading and answering; the result stops it. */
  work: () => () => Promise<void>
}

const fastTerms = {
  ...readingTerms,
  ttlMs: 3_000,
  pauseMs: 200,
  waitMs: 2_000,
  tidyMs: 1_000,
  afterFailureMs: 100,
  afterRefusalMs: 600_000,
}

export async function openHouse(
  address: SynapseAddress,
  options: PortalOptions = {},
): Promise<House> {
  const owner = await newPerson(address, 'ruth')
  const { access_token: token, user_id: mxid } = await newAccount(address, { name: newName('bot') })
  const asBot = personOf(address.url, String(mxid), String(token))
  const invite = [asBot.mxid]
  const [room, moderators] = [
    await newRoomOf(owner, { invite }),
    await newRoomOf(owner, { invite }),
  ]
  const { url, serverName, sharedSecret: registrationSharedSecret } = address
  const portal = await openPortal({
    ...options,
    settings: {
      homeserver: { url, serverName, registrationSharedSecret },
      ...options.settings,
      bot: { room: room.alias, moderatorsRoom: moderators.id },
    },
  })
  const { app } = portal
  await saveBotAccount(app.db, { userId: asBot.mxid, token: String(token), masId: null })
  await giveRole(app, owner, 'operator')
  return {
    portal,
    app,
    bot: asBot.mxid,
    asBot,
    owner,
    room: room.id,
    moderators: moderators.id,
    work: () => startBot(app),
    [Symbol.asyncDispose]: () => portal[Symbol.asyncDispose](),
  }
}

/** Reads and answers, as the program does, with shorter times. */
export function startBot(app: App): () => Promise<void> {
  const stops = [
    startReading(app, fastTerms),
    startQueue(app, { ...queueTerms, handlers, pollMs: 50, backOffMs: [100, 100, 1_000, 1_000] }),
  ]
  return async () => void (await Promise.all(stops.map((stop) => stop())))
}

export async function giveRole(app: App, person: Person, role: Role): Promise<void> {
  await nameRole(app, person.mxid, role, shellActor)
}

/** Brings somebody into a room of the owner. */
export async function bringInto(owner: Person, room: string, person: Person): Promise<void> {
  const path = `rooms/${encodeURIComponent(room)}`
  const invited = await owner.ask('POST', `${path}/invite`, { user_id: person.mxid })
  const joined = await person.ask('POST', `${path}/join`, {})
  assert.deepEqual([invited.status, joined.status], [200, 200], JSON.stringify([invited, joined]))
}
