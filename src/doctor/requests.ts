import type { Config } from '../model/config.ts'
import { fine, type Finding, warning } from '../shared/finding.ts'
import { openReader, type Reader } from '../store/reader.ts'
import type { DoctorContext } from './context.ts'

/** How long somebody may wait before the doctor mentions it, in ms. */
const longMs = 7 * 24 * 3_600_000

/** Whether those who ask to join can be let in, and whether somebody decides. */
export async function examineRequests({ config, clock }: DoctorContext): Promise<Finding[]> {
  const found = [...examineRules(config), ...(await inDatabase(config, clock()))]
  return found.length > 0 ? found : [fine('requests', 'Whoever asks to join is decided in time.')]
}

function examineRules({ requests }: Config): Finding[] {
  if (requests.rulesUrl === null || requests.rulesVersion !== '') return []
  const advice = 'Set requests.rules_version, and change it when the rules change.'
  const sentence = 'Consent to the rules at requests.rules_url is kept without their version.'
  return [warning('requests', sentence, advice)]
}

/** The section Database says what is wrong with the database. */
async function inDatabase({ database, requests }: Config, now: number): Promise<Finding[]> {
  try {
    await using reader = await openReader(database.url)
    if (!reader || !(await reader.has('requests'))) return []
    return [
      ...(await examineProfile(reader, requests.profile)),
      ...(await examineQueue(reader, requests.most, now)),
    ]
  } catch {
    return []
  }
}

async function examineProfile(reader: Reader, name: string | null): Promise<Finding[]> {
  if (name === null) return []
  const known = 'select 1 from profiles where id = ? and deleted_at is null'
  if ((await reader.rows(known, [name])).length > 0) return []
  const sentence = `Nobody can be let in: requests.profile is ${name}, which doesn’t exist.`
  return [warning('requests', sentence, 'latchkey profiles list shows those that do.')]
}

async function examineQueue(reader: Reader, most: number, now: number): Promise<Finding[]> {
  const [row] = await reader.rows(
    `select count(*) as waiting, min(made_at) as oldest from requests where state = 'open'`,
  )
  const waiting = Number(row?.['waiting'])
  const advice = 'latchkey requests list shows them.'
  if (waiting >= most) {
    return [warning('requests', `Nobody can ask any more: ${waiting} requests wait.`, advice)]
  }
  if (waiting === 0 || now - Number(row?.['oldest']) < longMs) return []
  return [warning('requests', 'Somebody has waited for a decision for over a week.', advice)]
}
