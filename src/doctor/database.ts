import { explain } from '../shared/explain.ts'
import type { Config } from '../model/config.ts'
import { databaseName } from '../config/database-name.ts'
import { error, fine, type Finding, warning } from '../shared/finding.ts'
import { rfc3339 } from '../shared/time.ts'
import { askListener } from '../shared/ask-listener.ts'
import { proveWritable } from '../store/prove.ts'
import { openReader, type Reader, type Row } from '../store/reader.ts'
import { describeTrouble } from '../store/trouble.ts'
import { type Applied, judgeNewer } from '../store/versions.ts'
import { examineJobs } from './jobs.ts'
import { examineRoom } from './database-room.ts'
import type { Patient } from './patient.ts'

/** Whether the database can be used, how far from its limits it is, and what waits in it. */
export async function examineDatabase(patient: Patient): Promise<Finding[]> {
  const { config, remarks } = patient
  const name = databaseName(config)
  return [
    ...(await examineOwn(patient, name)),
    ...(await examinePortal(config)),
    ...(await old(remarks)),
  ]
}

/** Writing comes first: a pooler may have one connection, which reading would keep. */
async function examineOwn(patient: Patient, name: string): Promise<Finding[]> {
  const { url } = patient.config.database
  try {
    await proveWritable(url)
    await using reader = await openReader(url)
    if (!reader)
      return [fine('database', `The database ${name} will be made when it is first needed.`)]
    const isThere = await reader.has('redemptions')
    return [
      fine('database', `The database ${name} can be read and written.`),
      ...(isThere ? await examineVersion(reader, name) : []),
      await examineRoom(url, reader),
      ...(isThere ? [await examineHolds(patient, reader)] : []),
      ...((await reader.has('jobs'))
        ? [await examineJobs(patient.config.database.url, reader)]
        : []),
    ]
  } catch (cause) {
    const { sentence, advice } = describeTrouble(cause)
    return [error('database', sentence.replace('The database', `The database ${name}`), advice)]
  }
}

async function examineVersion(reader: Reader, name: string): Promise<Finding[]> {
  const applied = await reader.rows('select * from migrations')
  const { names, needs } = judgeNewer(applied.map(asApplied))
  if (needs !== null) {
    const sentence = `The database ${name} needs Latchkey ${needs} or later, and this is an older one.`
    return [error('database_version', sentence, 'Start that version, or restore an older backup.')]
  }
  if (names.length === 0) return []
  const sentence = `A newer Latchkey has changed the tables of the database ${name}: ${names.join(', ')}.`
  return [warning('database_version', sentence, 'This one works on them. Was going back meant?')]
}

function asApplied({ name, oldest_program: oldest }: Row): Applied {
  return { name: String(name), oldest_program: typeof oldest === 'string' ? oldest : null }
}

/** What the running portal says of the database that it has open, which may be another one by now. */
async function examinePortal({ private: { listen } }: Config): Promise<Finding[]> {
  const reason = await askListener(listen, '/ready').then(
    ({ status, body }) => (status === 503 ? reasonIn(body) : undefined),
    // Whether it runs is told elsewhere.
    () => undefined,
  )
  if (reason === undefined) return []
  return [error('portal_database', `The running portal: ${reason}`, 'Nobody can join until then.')]
}

/** Undefined where another program answers, or one listener serves no probes. */
function reasonIn(body: string): string | undefined {
  try {
    const { reason }: { reason?: unknown } = JSON.parse(body)
    return typeof reason === 'string' ? reason : undefined
  } catch {
    return undefined
  }
}

/** How often the portal decides what it can, with a margin, in ms. */
const round = 60_000

/** What the homeserver could not tell in the time in which it should have. */
async function examineHolds(patient: Patient, reader: Reader): Promise<Finding> {
  const { clock, config, homeserver } = patient
  const secondStepMs = homeserver.secondStep?.ttlMs ?? 0
  const due = clock() - config.homeserver.settleAfter - secondStepMs - round
  const touched = 'coalesce(asked_at, held_at)'
  const [row] = await reader.rows(
    `select count(*) as open, min(${touched}) as oldest from redemptions
     where ended_at is null and ${touched} <= ${Math.floor(due)}`,
  )
  const open = Number(row?.['open'])
  if (open === 0) return fine('redemptions_open', 'Nobody waits for a decision.')
  const since = rfc3339(Number(row?.['oldest']))
  return warning(
    'redemptions_open',
    `Of ${open === 1 ? 'one account' : `${open} accounts`} it could not be found out whether it exists, since ${since}; each keeps a place.`,
    'They are decided once the portal runs and the homeserver answers, or by hand: latchkey redemptions list.',
  )
}

async function old({ examineOld }: Patient['remarks']): Promise<Finding[]> {
  try {
    return (await examineOld?.()) ?? []
  } catch (cause) {
    const sentence = `matrix-registration's database can't be read: ${explain(cause)}.`
    return [warning('old_program', sentence, 'Only its tokens that were not taken over need it.')]
  }
}
