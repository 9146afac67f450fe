import { explainDatabase } from '../store/explain-database.ts'
import type { Config } from '../model/config.ts'
import { databaseName } from '../config/database-name.ts'
import { error, fine, type Finding, warning } from '../shared/finding.ts'
import { rfc3339 } from '../shared/time.ts'
import { askListener } from '../shared/ask-listener.ts'
import { proveWritable } from '../store/prove.ts'
import { openReader, type Reader, type Row } from '../store/reader.ts'
import { describeTrouble } from '../store/trouble.ts'
import { type Applied, findNewer } from '../store/versions.ts'
import { examineJobs } from './jobs.ts'
import { examineRoom } from './database-room.ts'
import type { DoctorContext } from './context.ts'

/** Whether the database is usable, how close to its limits it is, and which work waits in it. */
export async function examineDatabase(context: DoctorContext): Promise<Finding[]> {
  const { config, remarks } = context
  const name = databaseName(config)
  return [
    ...(await examineOwn(context, name)),
    ...(await examinePortal(config)),
    ...(await examineOldProgram(remarks)),
  ]
}

/** The write test comes first: a pooler may allow only one connection, which the reader would occupy. */
async function examineOwn(context: DoctorContext, name: string): Promise<Finding[]> {
  const { url } = context.config.database
  try {
    await proveWritable(url)
    await using reader = await openReader(url)
    if (!reader)
      return [fine('database', `The database ${name} will be created when it is first needed.`)]
    const isThere = await reader.has('redemptions')
    return [
      fine('database', `The database ${name} can be read and written.`),
      ...(isThere ? await examineVersion(reader, name) : []),
      await examineRoom(url, reader),
      ...(isThere ? [await examineHolds(context, reader)] : []),
      ...((await reader.has('jobs'))
        ? [await examineJobs(context.config.database.url, reader)]
        : []),
    ]
  } catch (cause) {
    const { sentence, advice } = describeTrouble(cause)
    return [error('database', sentence.replace('The database', `The database ${name}`), advice)]
  }
}

async function examineVersion(reader: Reader, name: string): Promise<Finding[]> {
  const applied = await reader.rows('select * from migrations')
  const { names, needs } = findNewer(applied.map(asApplied))
  if (needs !== null) {
    const sentence = `The database ${name} needs Latchkey ${needs} or later, and this is an older one.`
    return [error('database_version', sentence, 'Start that version, or restore an older backup.')]
  }
  if (names.length === 0) return []
  const sentence = `A newer Latchkey has changed the tables of the database ${name}: ${names.join(', ')}.`
  return [
    warning(
      'database_version',
      sentence,
      'This version works with them. Check that going back was intended.',
    ),
  ]
}

function asApplied({ name, oldest_program: oldest }: Row): Applied {
  return { name: String(name), oldest_program: typeof oldest === 'string' ? oldest : null }
}

/** What the running portal reports about the database that it has open, which may be a different one. */
async function examinePortal({ private: { listen } }: Config): Promise<Finding[]> {
  const reason = await askListener(listen, '/ready').then(
    ({ status, body }) => (status === 503 ? reasonIn(body) : undefined),
    // Another check reports whether the portal runs.
    () => undefined,
  )
  if (reason === undefined) return []
  return [
    error(
      'portal_database',
      `The running portal: ${reason}`,
      'Nobody can join until this is fixed.',
    ),
  ]
}

/** Undefined if another program answers, or the listener serves no probes. */
function reasonIn(body: string): string | undefined {
  try {
    const { reason, database }: { reason?: unknown; database?: unknown } = JSON.parse(body)
    return typeof reason === 'string' && database === 'unusable' ? reason : undefined
  } catch {
    return undefined
  }
}

/** Upper bound of the interval at which the portal settles, in ms. */
const settleIntervalMs = 60_000

/** Redemptions that are still undecided although settling should have decided them. */
async function examineHolds(context: DoctorContext, reader: Reader): Promise<Finding> {
  const { clock, config, homeserver } = context
  const secondStepMs = homeserver.secondStep?.ttlMs ?? 0
  const due = clock() - config.homeserver.settleAfter - secondStepMs - settleIntervalMs
  const touched = 'coalesce(asked_at, held_at)'
  const [row] = await reader.rows(
    `select count(*) as open, min(${touched}) as oldest from redemptions
     where ended_at is null and ${touched} <= ${Math.floor(due)}`,
  )
  const open = Number(row?.['open'])
  if (open === 0) return fine('redemptions_open', 'No redemption waits for a decision.')
  const since = rfc3339(Number(row?.['oldest']))
  return warning(
    'redemptions_open',
    `Whether ${open === 1 ? 'one account exists' : `${open} accounts exist`} could not be found out since ${since}; each holds a place.`,
    'This is decided once the portal runs and the homeserver answers, or by hand: latchkey redemptions list.',
  )
}

async function examineOldProgram({ examineOld }: DoctorContext['remarks']): Promise<Finding[]> {
  try {
    return (await examineOld?.()) ?? []
  } catch (cause) {
    const sentence = `matrix-registration's database can't be read: ${explainDatabase(cause)}.`
    return [
      warning('old_program', sentence, 'It is needed only for tokens that were not imported.'),
    ]
  }
}
