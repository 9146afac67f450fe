import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { newId, randomText } from '../../src/shared/ids.ts'
import { hashOf } from '../../src/shared/hash.ts'
import { openDatabase } from '../../src/store/database.ts'
import { insertSession } from '../../src/store/sessions.ts'
import { found } from '../../tools/found.ts'
import { startPostgres } from '../../tools/postgres.ts'
import { startPortal } from '../kit/portal.ts'
import { makeRow, type Row } from '../kit/row.ts'
import { listedCode, seededLabel, seededMaker, seedLists } from '../kit/seed-lists.ts'
import type { Stage } from '../kit/stage.ts'

const few = 100
const many = 1_000_000
const ROUNDS = 5
const REQUESTS = 100

/** Pages of the console, by what they are filtered by. */
const filters: Record<string, string> = {
  'no filter': '/console',
  state: '/console?state=active',
  'rare state': '/console?state=paused',
  maker: `/console?maker=${encodeURIComponent(seededMaker)}`,
  label: '/console?text=cho',
  'rare label': `/console?text=${seededLabel.slice(0, 4)}`,
  code: `/console?text=${listedCode}`,
  people: '/console/people',
  name: '/console/people?name=name1',
  inviter: `/console/people?inviter=${encodeURIComponent(seededMaker)}`,
}

/** The console's lists among a million invitations and 100,000 people, against a hundred of each. */
export async function measureLists(stage: Stage): Promise<Row[]> {
  const sqlite = (size: number) =>
    Promise.resolve(`sqlite:${join(stage.folder, `lists-${size}.db`)}`)
  const rows = await measureOn(stage, 'SQLite', sqlite)
  const postgres = await found(startPostgres({ durable: true }))
  if ('missing' in postgres) return rows
  stage.later(() => postgres.part.stop())
  return [...rows, ...(await measureOn(stage, 'PostgreSQL', () => postgres.part.createDatabase()))]
}

async function measureOn(
  stage: Stage,
  kind: string,
  newDatabase: (size: number) => Promise<string>,
): Promise<Row[]> {
  const visit = { few: await open(stage, kind, few), many: await open(stage, kind, many) }
  // Filling the second database blocked this process, while the first portal closed its idle connection.
  await visit.few('/console').catch(() => {})
  async function open(on: Stage, name: string, size: number) {
    const database = await newDatabase(size)
    await seedLists(database, size)
    const token = await openSessionIn(database)
    const portal = await startPortal({ folder: join(on.folder, `${name}-${size}`), database })
    on.later(() => portal.stop())
    return (path: string) => timeOf(portal.url + path, token)
  }
  const rows: Row[] = []
  for (const [name, path] of Object.entries(filters)) {
    const taken = { few: [] as number[], many: [] as number[] }
    for (let round = 0; round <= ROUNDS; round++) {
      const slow = await p99InTurn(visit, path)
      if (round > 0) for (const size of ['few', 'many'] as const) taken[size].push(slow[size])
    }
    const words = { group: `Console, ${kind}`, name: `${name}, p99`, against: `${few} invitations` }
    const target = { most: 1.5 }
    rows.push(makeRow({ ...words, unit: 'ms', target }, taken.many, taken.few))
  }
  return rows
}

/** A session of the shell; its token. */
async function openSessionIn(database: string): Promise<string> {
  const db = await openDatabase(database, Date.now(), () => {})
  const [now, token] = [Date.now(), randomText(randomBytes, 52)]
  const times = { made_at: now, seen_at: now, expires_at: now + 3_600_000 }
  const id = newId(now, randomBytes)
  const session = { id, token_hash: hashOf(token), mxid: null, way: 'link', browser: '' } as const
  await insertSession(db, { ...session, ...times })
  await db.destroy()
  return token
}

type Visit = (path: string) => Promise<number>

/** The slowest of a hundred pages each, in ms, requested in turn; the very slowest is left out. */
async function p99InTurn(
  visit: Record<'few' | 'many', Visit>,
  path: string,
): Promise<Record<'few' | 'many', number>> {
  const times = { few: [] as number[], many: [] as number[] }
  for (let request = 0; request < REQUESTS; request++) {
    times.few.push(await visit.few(path))
    times.many.push(await visit.many(path))
  }
  return { few: slowest(times.few), many: slowest(times.many) }
}

function slowest(times: readonly number[]): number {
  return times.toSorted((a, b) => b - a)[1] ?? Number.NaN
}

async function timeOf(url: string, token: string): Promise<number> {
  const start = performance.now()
  const reply = await fetch(url, { headers: { cookie: `latchkey_session=${token}` } })
  await reply.text()
  if (reply.status !== 200) throw new Error(`${url} answered ${reply.status}`)
  return performance.now() - start
}
