import { randomBytes } from 'node:crypto'
import { keepAccountState } from '../../src/core/guests/keep-state.ts'
import { extendGuest, promoteGuest } from '../../src/core/guests/guests.ts'
import { shellActor } from '../../src/model/actor.ts'
import type { AccountEnds } from '../../src/ports/account-actions.ts'
import { newId } from '../../src/shared/ids.ts'
import { findAccount, listDue } from '../../src/store/guests.ts'
import { type Kind, openPortal } from '../support/portal.ts'

export const hour = 60 * 60_000
export const day = 24 * hour

/** An account at the homeserver that the histories play with. */
interface AtServer {
  isSuspended: boolean
  isDeactivated: boolean
  isAdministrator: boolean
}

/** What becomes of the next call. */
interface Next {
  /** Its answer is lost with the process, or the request is, or it is refused. */
  fault?: 'lost answer' | 'lost request' | 'refused' | null
  /** What another process does in the middle of it. */
  between?: () => Promise<void>
}

/** A portal, and a homeserver in memory that can end accounts. The test moves the time. */
export async function openGuests(kind: Kind) {
  const time = { now: Date.parse('2030-05-01T12:00:00Z') }
  const server = new Map<string, AtServer>()
  const violations: string[] = []
  const play: { next: Next } = { next: {} }
  const portal = await openPortal({
    database: kind,
    clock: () => time.now,
    settings: {
      homeserver: { url: 'http://127.0.0.1:9', serverName: 'example.org', adminToken: 'x' },
    },
  })
  const at = (name: string) => {
    const account = server.get(name)
    if (!account) throw new Error('no such account')
    return account
  }
  const call = async (change: () => void) => {
    const { fault, between } = play.next
    play.next = {}
    if (fault === 'refused') return { failed: '500 M_UNKNOWN' }
    if (fault === 'lost request') throw new Error('killed before')
    await between?.()
    change()
    if (fault === 'lost answer') throw new Error('killed after')
    return true as const
  }
  const ends: AccountEnds = {
    standing: async (name) => (at(name).isAdministrator ? 'administrator' : 'ordinary'),
    suspend: (name, isSuspended) => call(() => void (at(name).isSuspended = isSuspended)),
    deactivate: (name) =>
      call(() => {
        if (at(name).isAdministrator) violations.push('an administrator was deactivated')
        at(name).isDeactivated = true
      }),
  }
  const app = { ...portal.app, homeserver: { ...portal.app.homeserver, ends } }

  /** A guest who joined now: for `days`, then `graceDays`. */
  const add = async (name: string, days: number, graceDays: number) => {
    const { id: invite } = await portal.invite()
    const id = newId(time.now, randomBytes)
    server.set(name, { isSuspended: false, isDeactivated: false, isAdministrator: false })
    await app.db
      .insertInto('accounts')
      .values({
        redemption_id: id,
        localpart: name,
        invite_id: invite,
        invited_by: '@ana:example.org',
        profile_id: null,
        made_at: time.now,
        ends_at: time.now + days * day,
        grace_ms: graceDays * day,
        extended_at: null,
        suspended_at: null,
        ended_at: null,
      })
      .execute()
    return id
  }

  /** One attempt at the job of an account; killed if a call throws. */
  const work = async (id: string) => {
    const job = { id, key: `${id}:state`, payload: { account: id }, attempt: 1 }
    return keepAccountState(app, job).catch(() => 'killed' as const)
  }

  return Object.assign(play, {
    app,
    time,
    at,
    violations,
    add,
    work,
    row: (id: string) => findAccount(app.db, id),
    due: () => listDue(app.db, time.now, 100),
    extend: (name: string, days: number) =>
      extendGuest(app, name, time.now + days * day, shellActor),
    promote: (name: string) => promoteGuest(app, name, shellActor),
    [Symbol.asyncDispose]: () => portal[Symbol.asyncDispose](),
  })
}

export type Guests = Awaited<ReturnType<typeof openGuests>>
