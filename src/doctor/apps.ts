import { fine, type Finding, notice, warning } from '../core/finding.ts'
import { ask } from './ask.ts'
import type { Patient } from './patient.ts'
import { examineWellKnown } from './well-known.ts'

/** Whether people get from the last page into an app. */
export async function examineApps(patient: Patient): Promise<Finding[]> {
  const { webUrl, afterUrl } = patient.config.client
  const links: [string, string][] = [['client.web_url', webUrl]]
  if (afterUrl !== null) links.push(['client.after_url', afterUrl])
  const [found, ...opened] = await Promise.all([
    examineWellKnown(patient),
    ...links.map(([option, url]) => examineLink(patient, option, url)),
  ])
  return [...found, ...opened, ...examineRooms(patient)]
}

async function examineLink({ fetch }: Patient, option: string, url: string): Promise<Finding> {
  const answer = await ask(fetch, url)
  const fault = 'cause' in answer ? answer.cause : answer.status < 400 ? null : answer.status
  if (fault === null) return fine('app_links', `${option} opens: ${url}`)
  const sentence = `${option} does not open from here (${fault}): ${url}`
  return warning('app_links', sentence, 'People are led there once they are in: does it open?')
}

/** The last page shows them in any case. */
function examineRooms({ config, homeserver }: Patient): Finding[] {
  const { length } = config.community.rooms
  if (length === 0) return []
  const rooms = length === 1 ? 'the room' : `the ${length} rooms`
  if (homeserver.introduces) return [fine('rooms', `Newcomers are brought into ${rooms}.`)]
  const advice =
    homeserver.kind === 'synapse'
      ? 'To have them brought in, set homeserver.admin_token.'
      : 'Where MAS makes the accounts, nobody can be brought in.'
  const sentence = `Newcomers are shown the way to ${rooms} of community.rooms, not brought in.`
  return [notice('rooms', sentence, advice)]
}
