import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { ownSynapse } from '../homeservers/synapses.ts'
import { breakingProxy, type BrokenProxy } from '../jobs/broken-proxy.ts'
import { onDatabase } from '../support/databases.ts'
import { needs } from '../support/parts.ts'
import type { Kind } from '../support/portal.ts'
import { everything, history, replicas as count, type Step } from './history.ts'
import type { RequestRow } from '../../src/store/request-rows.ts'
import { findRequest } from '../../src/store/requests.ts'
import { ask, editsOf, postsAbout, saidToModerators } from './asking.ts'
import { type House, openHouse } from './house.ts'
import { type Replicas, startReplicas } from './replicas.ts'
import { allSaidBy, type Message, react, sendEvent, until, write } from './talk.ts'

const limits = { rc_message: { per_second: 1_000, burst_count: 1_000 } }
const given = process.env['TEST_BOT_HISTORIES']
const runs = Number(given ?? 2)
const seed = Number(process.env['TEST_BOT_SEED'] ?? 21)

/** Both where many histories are asked for: each one waits for leases to run out. */
const kinds: Kind[] = given === undefined ? ['SQLite'] : ['SQLite', 'PostgreSQL']

/** Longer than the lease of the tests. */
const frozenMs = 3_500

interface World {
  house: House
  proxy: BrokenProxy
  replicas: Pick<Replicas, 'kill' | 'freeze'>
  /** Commands by the id of their event. */
  commands: Map<string, string>
  /** Requests to join with the signs of the reactions to them, the first one first. */
  requests: { request: RequestRow; signs: string[] }[]
}

/** Reacts to a post once it is there; the homeserver takes each sign once. */
async function decide({ house, requests }: World, which: number, sign: string): Promise<void> {
  const one = requests[which % requests.length]
  if (!one || one.signs.includes(sign)) return
  const post = await until(
    async () => postsAbout(await saidToModerators(house), one.request)[0],
    60_000,
  )
  await react(house.owner, house.moderators, post.event_id, sign)
  one.signs.push(sign)
}

async function take(world: World, step: Step): Promise<void> {
  const { house, proxy, replicas, commands, requests } = world
  const { owner, room } = house
  switch (step.what) {
    case 'command':
      commands.set(await write(owner, room, step.text), step.text)
      return
    case 'edit': {
      const relation = { rel_type: 'm.replace', event_id: await write(owner, room, 'hello') }
      const fresh = { msgtype: 'm.text', body: '!invite' }
      const content = { ...fresh, 'm.new_content': fresh, 'm.relates_to': relation }
      await sendEvent(owner, room, 'm.room.message', content)
      return
    }
    case 'notice':
      await sendEvent(owner, room, 'm.room.message', { msgtype: 'm.notice', body: '!invite' })
      return
    case 'hostile': {
      await react(owner, house.moderators, await write(owner, house.moderators, '!invite'), '✅')
      const command = await write(owner, room, '!p\u202eause \u2067🛑 \u0007 x')
      commands.set(command, '!pause')
      await react(owner, room, command, '❌')
      return
    }
    case 'ask':
      requests.push({ request: await ask(house, `ana${requests.length}`), signs: [] })
      return
    case 'decide':
      return decide(world, step.which, step.sign)
    case 'crowd':
      for (let at = 0; at < 60; at++) await write(owner, room, 'hello')
      return
    case 'kill':
      return replicas.kill(step.replica)
    case 'freeze':
      return replicas.freeze(step.replica, frozenMs)
    case 'lose':
      return proxy.breakAt(step.request, 'answer lost', /\/send\//)
  }
}

function repliesTo(said: readonly Message[], event: string): Message[] {
  return said.filter(({ content }) => {
    const relation = (content['m.relates_to'] ?? {}) as Record<string, { event_id?: string }>
    return relation['m.in_reply_to']?.event_id === event
  })
}

async function judgeRequests({ house, requests }: World): Promise<string[]> {
  const wrong = async (): Promise<string[]> => {
    const said = await saidToModerators(house)
    const found = await Promise.all(
      requests.map(async ({ request, signs }) => {
        const posts = postsAbout(said, request)
        const edits = posts[0] ? editsOf(said, posts[0]) : []
        const state = (await findRequest(house.app.db, request.id))?.state
        const wanted = { '✅': 'approved', '❌': 'declined' }[signs[0] ?? ''] ?? 'open'
        const counts = [posts.length, edits.length, state].join()
        const right = [1, wanted === 'open' ? 0 : 1, wanted].join()
        return counts === right ? [] : [`#${request.number} is ${counts} instead of ${right}`]
      }),
    )
    return found.flat()
  }
  // What is late comes; what is doubled stays.
  await until(async () => (await wrong()).length === 0, 30_000).catch(() => {})
  return wrong()
}

/** Waits until every command is answered and nothing is left to do; then what is wrong. */
async function judge({ house, commands }: World): Promise<string[]> {
  const { app, owner, room, bot } = house
  await until(async () => {
    const open = app.db.selectFrom('bot_inbox').select('id').where('done_at', 'is', null)
    if ((await open.execute()).length > 0) return false
    const said = await allSaidBy(owner, room, bot)
    return [...commands.keys()].every((event) => repliesTo(said, event).length > 0)
  }, 60_000)
  const said = await allSaidBy(owner, room, bot)
  const doubled = [...commands].filter(([event]) => repliesTo(said, event).length !== 1)
  const wanted = [...commands.values()].filter((text) => text.startsWith('!invite')).length
  const invites = app.db.selectFrom('invites').select('id').where('request_id', 'is', null)
  const made = (await invites.execute()).length
  const pictures = said.filter(({ content }) => content['msgtype'] === 'm.image').length
  const others = said.filter(
    ({ type, content }) => type === 'm.room.message' && content['body'],
  ).length
  return [
    ...doubled.map(([, text]) => `${text} has several answers`),
    ...(made === wanted ? [] : [`${wanted} invitations were wanted, and ${made} made`]),
    ...(pictures === wanted ? [] : [`${pictures} pictures for ${wanted} invitations`]),
    ...(others === commands.size + pictures ? [] : ['something else was answered']),
  ]
}

async function play(world: World, steps: readonly Step[]): Promise<void> {
  for (const step of steps) await take(world, step)
  world.proxy.heal()
  assert.deepEqual([...(await judge(world)), ...(await judgeRequests(world))], [])
}

function through(proxy: BrokenProxy, { config }: House['app']) {
  const log = { ...config.log, level: 'info' as const }
  return { ...config, log, homeserver: { ...config.homeserver, url: proxy.url } }
}

/** Until the first sync is done: what was written before is ignored. */
async function begun({ app }: House): Promise<void> {
  await until(async () => (await app.db.selectFrom('bot_sync').selectAll().execute()).length > 0)
}

for (const kind of kinds) {
  test(
    `with three replicas, killed and frozen, nothing is lost, doubled or decided twice, on ${kind}`,
    given === undefined
      ? onDatabase(kind, needs('synapse'))
      : { ...onDatabase(kind, needs('synapse')), timeout: runs * 60_000 },
    async () => {
      await using server = await ownSynapse(() => limits)
      await using house = await openHouse(server, {
        database: kind,
        settings: { requests: { open: true } },
      })
      await using proxy = await breakingProxy(server.url)
      await using replicas = await startReplicas(through(proxy, house.app), count)
      await begun(house)
      const world: World = {
        house,
        proxy,
        replicas,
        commands: new Map<string, string>(),
        requests: [],
      }
      const property = fc.asyncProperty(history, (steps) => play(world, steps))
      const options = {
        numRuns: runs,
        seed,
        endOnFailure: true,
        examples: [[everything]] as [Step[]][],
      }
      try {
        await fc.assert(property, options)
      } catch (error) {
        throw new Error(`${String(error)}\n${replicas.logged()}`, { cause: error })
      }
    },
  )
}
