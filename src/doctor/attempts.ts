import type { DoctorContext } from './context.ts'
import { fine, type Finding, notice, warning } from '../shared/finding.ts'
import { firstIdAt } from '../shared/ids.ts'
import { rfc3339 } from '../shared/time.ts'
import { openReader, type Reader, type Row } from '../store/reader.ts'

const dayMs = 24 * 60 * 60_000

/** Reasons that lie with the person: the form says so, and they choose something else. */
const theirs = new Set([
  'name_taken',
  'name_reserved',
  'name_invalid',
  'password_refused',
  'terms_unseen',
])

/** How the attempts to join of the last day ended, and what the homeserver said at the last failure. */
export async function examineAttempts({ config, clock }: DoctorContext): Promise<Finding[]> {
  try {
    await using reader = await openReader(config.database.url)
    return reader && (await reader.has('migrations')) ? await examine(clock(), reader) : []
  } catch {
    // The examination of the database reports it.
    return []
  }
}

async function examine(now: number, reader: Reader): Promise<Finding[]> {
  const [known] = await reader.rows("select 1 from migrations where name = '020-endings'")
  if (!known) return []
  const since = `id >= '${firstIdAt(now - dayMs)}' and held_at >= ${Math.floor(now - dayMs)}`
  const rows = await reader.rows(
    `select outcome, reason, count(*) as number from redemptions where ${since}
     group by outcome, reason order by number desc`,
  )
  const failed = rows.filter(isFailure)
  if (failed.length === 0) return [fine('attempts', `In the last day ${countsOf(rows)}.`)]
  const [last] = await reader.rows(
    `select id, reason, cause, coalesce(ended_at, asked_at, held_at) as at from redemptions
     where ${since} and ${failure} order by id desc limit 1`,
  )
  const [later] = await reader.rows(
    `select 1 from redemptions where ${since} and outcome = 'created' and id > ?`,
    [String(last?.['id'])],
  )
  const said = typeof last?.['cause'] === 'string' ? `: ${last['cause']}` : ''
  const sentence = `In the last day ${countsOf(rows)}. The last failure, ${String(last?.['reason'])} at ${rfc3339(Number(last?.['at']))}${said}.`
  const advice = advices[String(last?.['reason'])] ?? 'docs/homeservers.md says what this means.'
  return [later ? notice('attempts', sentence, isOver) : warning('attempts', sentence, advice)]
}

const ownReasons = [...theirs].map((reason) => `'${reason}'`).join()
const failure = `reason is not null and reason not in (${ownReasons})
  and (outcome is null or outcome <> 'created')`

function isFailure({ outcome, reason }: Row): boolean {
  const isOne = typeof reason === 'string' && !theirs.has(reason)
  return isOne && outcome !== 'created'
}

/** `12 people joined, 3 attempts failed (2 homeserver_refused, 1 unknown)` */
function countsOf(rows: readonly Row[]): string {
  const joined = sum(rows.filter(({ outcome }) => outcome === 'created'))
  const chosen = sum(rows.filter(({ reason }) => theirs.has(String(reason))))
  const failed = rows.filter(isFailure)
  const byReason = failed.map((row) => `${Number(row['number'])} ${String(row['reason'])}`)
  const people = ['nobody', 'one person'][joined] ?? `${joined} people`
  return [
    `${people} joined`,
    ...(chosen > 0 ? [`${attempts(chosen)} needed another name or password`] : []),
    ...(failed.length > 0 ? [`${attempts(sum(failed))} failed (${byReason.join(', ')})`] : []),
  ].join(', ')
}

function attempts(count: number): string {
  return count === 1 ? 'one attempt' : `${count} attempts`
}

function sum(rows: readonly Row[]): number {
  return rows.reduce((all, row) => all + Number(row['number']), 0)
}

const isOver = 'Somebody has joined since.'

const advices: Readonly<Record<string, string>> = {
  homeserver_refused:
    'The homeserver refuses Latchkey itself: the findings about the homeserver show why.',
  homeserver_unavailable: 'Was the homeserver down, or a web server in front of it?',
  homeserver_busy: 'The homeserver limits requests: see rate_limits.',
  portal_busy: 'The portal was closing, or too many people pressed at once.',
  unknown: 'Each is decided later; latchkey redemptions list shows those that are open.',
}
