import { createHash } from 'node:crypto'
import { scopeOf } from '../../src/core/permissions.ts'
import type { Route } from '../../src/http/kit/route.ts'
import type { Actor } from '../../src/model/actor.ts'
import type { Database } from '../../src/store/schema.ts'
import { tables } from '../../src/store/schema.ts'

/** Somebody who sends a request, or something that isn't one of ours. */
export interface Sender {
  name: string
  /** Null: whoever it is, they are not signed in, or the request is another site's. */
  actor: Actor | null
  /** Made anew for each request, as one may end its session. */
  headers: () => Promise<Record<string, string>>
}

interface Answer {
  status: number
  location: string | null
  text: string
}

export interface Stage {
  db: Database
  senders: readonly Sender[]
  send: (route: Route<unknown>, path: string, headers: Record<string, string>) => Promise<Answer>
  /** A path of the route that names what belongs to somebody else. */
  pathOf: (route: Route<unknown>) => Promise<string>
}

/**
 * Sends every request that the route can get from each sender, and returns a sentence for each that was
 * not refused although it should have been, or changed something although it was refused.
 */
export async function judge(route: Route<unknown>, stage: Stage): Promise<string[]> {
  const problems: string[] = []
  for (const sender of stage.senders) {
    const { db } = stage
    const path = await stage.pathOf(route)
    const headers = await sender.headers()
    const before = await fingerprint(db)
    const answer = await stage.send(route, path, headers)
    const hasChanged = (await fingerprint(db)) !== before
    const problem = verdict(route, sender, answer, hasChanged)
    if (problem) problems.push(`${route.method} ${route.path}, ${sender.name}: ${problem}`)
  }
  return problems
}

function verdict(
  { allow, method, path }: Route<unknown>,
  { actor }: Sender,
  answer: Answer,
  hasChanged: boolean,
): string | null {
  const { status } = answer
  if (allow === 'public') return 'is open to everybody'
  if (status >= 500) return `answered ${status}`
  if (method !== 'GET' && allow.endsWith(':read')) return `changes something with ${allow}`
  const scope = actor === null ? undefined : scopeOf(actor, allow)
  if (scope === undefined) {
    if (!isRefused(answer, actor === null)) return `was not refused: ${status}`
    return hasChanged ? 'was refused, and changed something' : null
  }
  if (status === 401 || status === 403) return `was refused: ${status}`
  if (scope === 'all' || !path.includes(':')) return null
  if (method !== 'GET' && hasChanged) return "changed somebody else's"
  return status === 404 || method !== 'GET' ? null : `showed somebody else's: ${status}`
}

function isRefused({ status, location }: Answer, isUnknown: boolean): boolean {
  if (status === 401 || status === 403) return true
  return isUnknown && status === 303 && String(location).includes('/console/sign-in?next=')
}

/** A digest of all rows, without counts of attempts. */
async function fingerprint(db: Database): Promise<string> {
  const hash = createHash('sha256')
  for (const table of tables.filter((name) => name !== 'limits' && name !== 'heartbeat')) {
    const rows = await db.selectFrom(table).selectAll().execute()
    for (const row of rows) if ('used_at' in row) row.used_at = null
    hash.update(JSON.stringify(rows))
  }
  return hash.digest('hex')
}
