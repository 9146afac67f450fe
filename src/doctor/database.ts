import { explain } from '../cli/explain.ts'
import { databaseName } from '../config/database-name.ts'
import { error, fine, type Finding, warning } from '../core/finding.ts'
import { openReader, type Reader } from '../store/reader.ts'
import { examineRoom } from './database-room.ts'
import type { Patient } from './patient.ts'

/** Whether the database can be used, how far from its limits it is, and what waits in it. */
export async function examineDatabase(patient: Patient): Promise<Finding[]> {
  const { config, remarks } = patient
  return [...(await examineOwn(patient, databaseName(config))), ...(await old(remarks))]
}

async function examineOwn(patient: Patient, name: string): Promise<Finding[]> {
  try {
    await using reader = await openReader(patient.config.database.url)
    if (!reader)
      return [fine('database', `The database ${name} will be made when it is first needed.`)]
    const isThere = await reader.has('redemptions')
    return [
      fine('database', `The database ${name} can be read and written.`),
      await examineRoom(patient.config.database.url, reader),
      ...(isThere ? [await examineHolds(patient, reader)] : []),
    ]
  } catch (cause) {
    const sentence = `The database ${name} can't be used: ${explain(cause)}.`
    return [error('database', sentence, 'Is database.url right, and may this user write there?')]
  }
}

/** How often the portal decides what it can, with a margin, in ms. */
const round = 60_000

/** What the homeserver could not tell in the time in which it should have. */
async function examineHolds(patient: Patient, reader: Reader): Promise<Finding> {
  const { clock, config, homeserver } = patient
  const patience = homeserver.secondStep?.patience ?? 0
  const due = clock() - config.homeserver.settleAfter - patience - round
  const touched = 'coalesce(asked_at, held_at)'
  const [row] = await reader.rows(
    `select count(*) as open, min(${touched}) as oldest from redemptions
     where ended_at is null and ${touched} <= ${Math.floor(due)}`,
  )
  const open = Number(row?.['open'])
  if (open === 0) return fine('redemptions_open', 'Nobody waits for a decision.')
  const since = new Date(Number(row?.['oldest'])).toISOString()
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
