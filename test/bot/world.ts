import { createHash } from 'node:crypto'
import { bringIn } from '../../src/core/arrivals/bring-in.ts'
import { followInvited } from '../../src/core/arrivals/follow.ts'
import { invite as inviteOnce } from '../../src/core/arrivals/invite-account.ts'
import { takeBack } from '../../src/core/arrivals/take-back.ts'
import type { Context } from '../../src/core/context.ts'
import { grantOf } from '../../src/core/invites/grant.ts'
import { writeProfiles } from '../../src/core/profiles/profiles.ts'
import { shellActor } from '../../src/model/actor.ts'
import type { Bot, BotAnswer } from '../../src/ports/bot.ts'
import { Problem } from '../../src/shared/errors.ts'
import { findById } from '../../src/store/invites.ts'
import { type Kind, openPortal } from '../support/portal.ts'

export const minute = 60_000

/** What becomes of the next requests to invite. */
export type Fault =
  | 'lost answer'
  | 'lost request'
  | 'late'
  | 'killed before'
  | 'killed after'
  | 'limited'
  | 'unreachable'
  | 'refused'

const done = <T>(value: T): BotAnswer<T> => ({ kind: 'done', value })
const refused = (status: number, errcode: string): BotAnswer<never> => ({
  kind: 'refused',
  status,
  errcode,
  cause: `${status} ${errcode}`,
})

/** A portal, and a space in memory whose server is told how to fail. The test moves the time. */
export async function openArrivals(kind: Kind, timeoutMs?: number) {
  const time = { now: Date.parse('2030-05-01T12:00:00Z') }
  /** By address: the membership, and who changed it last. */
  const space = new Map<string, { membership: string; by: string }>()
  const late: { address: string; at: number }[] = []
  const play: { fault: Fault | null } = { fault: null }
  const homeserver = { url: 'http://127.0.0.1:9', serverName: 'example.org' }
  const portal = await openPortal({
    database: kind,
    clock: () => time.now,
    settings: {
      homeserver: { ...homeserver, ...(timeoutMs !== undefined && { timeout: timeoutMs }) },
    },
  })
  const put = (address: string) => {
    const before = space.get(address)?.membership
    if (before === 'join' || before === 'ban') return refused(403, 'M_FORBIDDEN')
    space.set(address, { membership: 'invite', by: me })
    return done(null)
  }
  const invite = async (address: string): Promise<BotAnswer<null>> => {
    const { fault } = play
    play.fault = null
    switch (fault) {
      case 'killed before':
        throw new Error('killed')
      case 'killed after':
        put(address)
        throw new Error('killed')
      case 'lost request':
        return { kind: 'unanswered', sent: true, cause: 'timeout' }
      case 'lost answer':
        put(address)
        return { kind: 'unanswered', sent: true, cause: 'timeout' }
      case 'late':
        late.push({ address, at: time.now + 4 * minute })
        return { kind: 'unanswered', sent: true, cause: 'timeout' }
      case 'limited':
        return { kind: 'limited', retryAfterMs: 1_000 }
      case 'unreachable':
        return refused(502, 'M_UNKNOWN')
      case 'refused':
        return refused(403, 'M_INVITE_BLOCKED')
      default:
        return put(address)
    }
  }
  const bot = {
    userId: me,
    resolve: async () => done('!space'),
    state: async (_room: string, type: string, key = '') => {
      if (type === 'm.room.power_levels') return done({ users: { [me]: 50 } })
      const found = key === me ? { membership: 'join' } : space.get(key)
      return found ? done({ ...found }) : refused(404, 'M_NOT_FOUND')
    },
    stateEvent: async (_room: string, type: string, key = '') => {
      if (type === 'm.room.create') return done({ content: { room_version: '10' } })
      const found = space.get(key)
      return found
        ? done({ content: { membership: found.membership }, sender: found.by })
        : refused(404, 'M_NOT_FOUND')
    },
    invite: (_room: string, address: string) => invite(address),
    kick: async (_room: string, address: string) => {
      space.set(address, { membership: 'leave', by: me })
      return done(null)
    },
  } as unknown as Bot
  const app: Context = { ...portal.app, bot: async () => bot }
  // A press ends with its process: what is left to do is the job's.
  const begun: Promise<unknown>[] = []
  const dying: Context = {
    ...app,
    bot: () => Promise.reject(new Error('killed')),
    waitUntil: (work) => void begun.push(work),
  }
  const club = { name: 'club', isDefault: true, rooms: ['#club:example.org'], greeting: {} }
  await writeProfiles(app, [{ ...club, directMessage: false, account: null }], shellActor)
  const rows = (inviteId: string) =>
    app.db
      .selectFrom('invited_accounts')
      .selectAll()
      .where('invite_id', '=', inviteId)
      .orderBy('id')
      .execute()

  return Object.assign(play, {
    app,
    time,
    space,
    rows,
    make: (uses: number) => portal.invite({ uses, expiresAt: null }),
    counts: async (id: string) => findById(app.db, id),
    /** Whoever types it gets no answer that tells anything. */
    press: async (inviteId: string, browser: number, address: string) => {
      const terms = await findById(app.db, inviteId)
      if (!terms) throw new Error('no such invitation')
      const attempt = createHash('sha256').update(`${inviteId} ${browser}`).digest('base64url')
      const asked = { grant: await grantOf(dying, terms), address, attempt, spend: async () => {} }
      await bringIn(dying, asked).catch(orFull)
      await Promise.all(begun.splice(0))
    },
    /** One attempt at the job of a row; a kill is a thrown error. */
    work: (id: string) => inviteOnce(app, id).catch(() => 'killed' as const),
    follow: () => followInvited(app),
    takeBack: (id: string) => takeBack(app, id, shellActor).catch(orFull),
    /** Moves the time, and lets late requests act. */
    pass: (ms: number) => {
      time.now += ms
      for (const one of late.splice(0)) {
        if (one.at <= time.now) put(one.address)
        else late.push(one)
      }
    },
    [Symbol.asyncDispose]: () => portal[Symbol.asyncDispose](),
  })
}

export type Arrivals = Awaited<ReturnType<typeof openArrivals>>

const me = '@bot:example.org'

const expected = new Set([
  'invite_used_up',
  'places_held',
  'invited_decided',
  'homeserver_unavailable',
])

function orFull(error: unknown): void {
  if (!(error instanceof Problem) || !expected.has(error.code)) throw error
}
