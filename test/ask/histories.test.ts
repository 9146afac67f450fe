import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { suite, test } from 'node:test'
import { sql } from 'kysely'
import { makeRequest } from '../../src/core/requests/ask.ts'
import { decideRequest } from '../../src/core/requests/decide.ts'
import { invitationOfPage } from '../../src/core/requests/find.ts'
import { tidyRequests } from '../../src/core/requests/retention.ts'
import { newStamp, readStamp } from '../../src/core/requests/secret.ts'
import { withdrawRequest } from '../../src/core/requests/withdraw.ts'
import { shellActor } from '../../src/model/actor.ts'
import { Problem } from '../../src/shared/errors.ts'
import type { Random } from '../../src/shared/ids.ts'
import { onDatabase } from '../support/databases.ts'
import type { Kind } from '../support/portal.ts'
import { type Asking, day, openAsking } from './world.ts'

/** How many; the nightly run has more. */
const histories = Number(process.env.ASK_HISTORIES ?? 5)

/** Numbers that follow from a seed (mulberry32). */
function dice(seed: number): (sides: number) => number {
  let state = seed
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % sides
  }
}

class Killed extends Error {}

interface Applicant {
  secret: string
  id: string
  /** What a caller was told: that it decided, withdrew or ended the request. */
  ends: number
}

/** Whoever presses at the same moment; each may be killed in the middle of its transaction. */
async function play({ portal, time }: Asking, seed: number): Promise<Applicant[]> {
  const roll = dice(seed)
  const { app } = portal
  const mortal = () => {
    const fatal = roll(4) === 0 ? 1 + roll(4) : Infinity
    let drawn = 0
    const random: Random = (bytes) => {
      if (++drawn === fatal) throw new Killed('killed')
      return randomBytes(bytes)
    }
    return Object.assign(Object.create(app) as typeof app, { random })
  }
  const applicants: Applicant[] = []
  for (let at = 0; at < 3; at++) applicants.push(await apply(app, `n${seed}-${at}`))
  for (let round = 0; round < 4; round++) {
    const acts = Array.from({ length: 6 }, async () => {
      const one = applicants[roll(applicants.length)]
      assert.ok(one)
      const kind = roll(3)
      const own = mortal()
      try {
        if (kind === 0) await decideRequest(own, one.id, { kind: 'approve' }, shellActor)
        else if (kind === 1) await decideRequest(own, one.id, { kind: 'decline' }, shellActor)
        else await withdrawRequest(own, one.secret)
        one.ends++
      } catch (error) {
        if (!(error instanceof Killed) && !(error instanceof Problem)) throw error
      }
    })
    await Promise.all(acts)
    if (roll(4) === 0) {
      time.now += 31 * day
      await tidyRequests(mortal()).catch((error: unknown) => assert.ok(error instanceof Killed))
    }
  }
  return applicants
}

async function apply(app: Asking['portal']['app'], name: string): Promise<Applicant> {
  const stamp = readStamp(app, newStamp(app))
  assert.ok(stamp)
  const typed = { name, words: 'Hello', address: '', answers: [], agreed: null }
  const asked = { stamp, name, answers: [], rules: null }
  const secret = await makeRequest(app, { asked, typed, network: name, language: 'en' })
  const { id } = await app.db
    .selectFrom('requests')
    .select('id')
    .where('wished_name', '=', name)
    .executeTakeFirstOrThrow()
  return { secret, id, ends: 0 }
}

/** A sentence for each promise that was broken. */
async function judge({ portal }: Asking, applicants: readonly Applicant[]): Promise<string[]> {
  const { db } = portal.app
  const broken: string[] = []
  for (const { id, secret, ends } of applicants) {
    const row = await db.selectFrom('requests').selectAll().where('id', '=', id).executeTakeFirst()
    const invites = await db
      .selectFrom('invites')
      .selectAll()
      .where('request_id', '=', id)
      .execute()
    const events = await db.selectFrom('events').select('kind').where('subject', '=', id).execute()
    const kinds = events.map(({ kind }) => kind).filter((kind) => kind !== 'request.made')
    const say = (what: string) => broken.push(`${id}: ${what}: ${row?.state}, ${kinds.join()}`)
    if (ends > 1) say('two were told that theirs counts')
    if (kinds.length > 1) say('ended twice')
    if (invites.length > 1) say('two invitations')
    if (row?.state === 'open' && kinds.length > 0) say('ended and open')
    if (row?.state !== 'open' && kinds.length === 0) say('ended without an event')
    const isIn = kinds[0] === 'request.approved'
    if (isIn !== (invites.length === 1)) say('an invitation without a yes, or a yes without one')
    const opened = await invitationOfPage(portal.app, secret)
    if (row !== undefined && isIn !== (opened !== undefined))
      say('the page doesn’t open as decided')
    for (const { code } of invites) {
      if (
        await db
          .selectFrom('invites')
          .where('code', '=', code)
          .where('request_id', 'is', null)
          .select('id')
          .executeTakeFirst()
      )
        say('opens elsewhere')
      if (await portal.app.db.findByCode(code)) say('opens by its code')
    }
  }
  return broken
}

for (const kind of ['SQLite', 'PostgreSQL'] as const satisfies Kind[]) {
  suite(`Requests on ${kind}`, onDatabase(kind), () => {
    test('whoever decides, withdraws or is killed at the same moment: one end each', async () => {
      await using asking = await openAsking(kind)
      const broken: string[] = []
      for (let seed = 1; seed <= histories; seed++) {
        broken.push(...(await judge(asking, await play(asking, seed))))
      }
      assert.deepEqual(broken, [])
    })
  })
}

test('the judge notices when a decided request can be decided again', async () => {
  await using asking = await openAsking('SQLite')
  const { db } = asking.portal.app
  await sql`drop index invites_of_request`.execute(db)
  await sql`create trigger sabotage after update of state on requests when new.state <> 'open'
    begin update requests set state = 'open' where id = new.id; end`.execute(db)
  const broken: string[] = []
  for (let seed = 1; seed <= 2; seed++) {
    broken.push(...(await judge(asking, await play(asking, seed))))
  }
  assert.match(broken.join('\n'), /ended twice/)
  assert.match(broken.join('\n'), /two invitations/)
})
