import assert from 'node:assert/strict'
import { writeProfiles } from '../../src/core/profiles/profiles.ts'
import { shellActor } from '../../src/model/actor.ts'
import { waitFor } from '../../src/shared/wait.ts'
import { listInvited } from '../../src/store/invited-find.ts'
import { findById } from '../../src/store/invites.ts'
import { synapse } from '../support/parts.ts'
import { openPortal, type PortalOptions, type TestPortal } from '../support/portal.ts'
import type { Visitor } from '../support/visitor.ts'
import { givePower, newPerson, newRoomOf, type Person, plantBot } from './rooms.ts'

/** A portal with a bot that may invite people to the space of its default profile. */
export async function openCommunity(options: PortalOptions & { power?: number } = {}) {
  const portal = await openPortal(options)
  return { portal, ...(await makeClub(portal, options.power)) }
}

/** The same with an invitation, and somebody who has an account of their own. */
export async function openInvitation(
  options: Parameters<typeof openCommunity>[0] & { uses?: number } = {},
) {
  const { uses = 1, ...rest } = options
  const community = await openCommunity(rest)
  const invite = await community.portal.invite({ uses })
  return { ...community, invite, eva: await newPerson(synapse()) }
}

/** The same for a portal that is open. */
export async function makeClub(portal: TestPortal, power = 50, address = synapse()) {
  const owner = await newPerson(address, 'owner')
  const space = await newRoomOf(owner, { creation_content: { type: 'm.space' } })
  const room = await newRoomOf(owner)
  const bot = await plantBot(portal.app, address)
  for (const { id } of [space, room]) {
    await owner.ask('POST', `rooms/${encodeURIComponent(id)}/invite`, { user_id: bot })
    await (await portal.app.bot())?.join(id)
    await givePower(owner, id, bot, power)
  }
  const profile = {
    name: 'club',
    isDefault: true,
    rooms: [space.alias, room.alias],
    directMessage: false,
    account: null,
    greeting: {},
  }
  // Written by a command, which asks no homeserver: the bot may lack power, and one room is private.
  const { db, config, clock, random } = portal.app
  await writeProfiles({ db, config, clock, random }, [profile], shellActor)
  return { owner, space, room, bot }
}

/** Gives an address on the page, as a person does. */
export async function give(visitor: Visitor, code: string, address: string) {
  await visitor.get(`/i/${code}/matrix`)
  return visitor.press(`/i/${code}/matrix`, { address })
}

export async function membership(owner: Person, room: string, mxid: string): Promise<unknown> {
  const path = `rooms/${encodeURIComponent(room)}/state/m.room.member/${encodeURIComponent(mxid)}`
  return (await owner.ask('GET', path)).json['membership']
}

/** The only invited account, once the homeserver has been asked. */
export async function decided({ app }: TestPortal, ms = 10_000) {
  const row = await waitFor(ms, async () => {
    const [found] = await listInvited(app.db, { author: null, limit: 1 })
    return found === undefined || found.state === 'waiting' ? undefined : found
  })
  assert.ok(row, 'nothing was decided')
  return row
}

export async function counts({ app }: TestPortal, id: string) {
  const { used, held } = (await findById(app.db, id)) ?? {}
  return { used, held }
}
