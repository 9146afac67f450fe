import { type Endpoint, endpointsOf } from '../core/endpoints/endpoint.ts'
import { describeFault } from '../core/endpoints/fault.ts'
import { shownUrl } from '../core/endpoints/resource.ts'
import type { SendFault } from '../ports/webhooks.ts'
import { fine, type Finding, warning } from '../shared/finding.ts'
import { openReader, type Row } from '../store/reader.ts'
import type { DoctorContext } from './context.ts'

/** Whether a webhook is paused or fails. Nothing is sent. */
export async function examineWebhooks({ config }: DoctorContext): Promise<Finding[]> {
  const endpoints = endpointsOf(config)
  const rows = await statesIn(config.database.url)
  const found = endpoints.flatMap((endpoint, at) => {
    const row = rows.find(({ id, terms }) => id === endpoint.id && terms === endpoint.terms)
    return row === undefined ? [] : ofRow(endpoint, row, at + 1)
  })
  return found.length > 0 ? found : [fine('webhooks', 'No webhook fails.')]
}

/** The section Database says what is wrong with the database. */
async function statesIn(url: string): Promise<Row[]> {
  try {
    await using reader = await openReader(url)
    if (!reader || !(await reader.has('webhooks'))) return []
    return await reader.rows('select * from webhooks where failing_since is not null')
  } catch {
    return []
  }
}

function ofRow({ url }: Endpoint, row: Row, number: number): Finding[] {
  const status = row['status'] === null ? null : Number(row['status'])
  const cause = describeFault({ fault: String(row['fault']) as SendFault, status })
  const since = new Date(Number(row['failing_since'])).toISOString().slice(0, 16)
  const name = `The webhook ${number}, ${shownUrl(url)},`
  if (row['paused_at'] === null) {
    const advice = 'Its events wait. latchkey webhooks test shows what it answers now.'
    return [warning('webhooks', `${name} fails since ${since}Z: ${cause}.`, advice)]
  }
  const advice = `Mend the receiver, then run: latchkey webhooks resume ${number}.`
  return [warning('webhooks', `${name} is paused; it failed since ${since}Z: ${cause}.`, advice)]
}
