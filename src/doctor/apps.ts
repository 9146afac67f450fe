import { fine, type Finding, notice, warning } from '../shared/finding.ts'
import { ask } from './ask.ts'
import type { Patient } from './patient.ts'
import { examineWellKnown } from './well-known.ts'

/** Whether people get from the last page into an app. */
export async function examineApps(patient: Patient): Promise<Finding[]> {
  const { webUrl, afterUrl } = patient.config.client
  const links: [string, string][] = [['client.web_url', webUrl]]
  if (afterUrl !== null) links.push(['client.after_url', afterUrl])
  const [found, rooms, ...opened] = await Promise.all([
    examineWellKnown(patient),
    examineRooms(patient),
    ...links.map(([option, url]) => examineLink(patient, option, url)),
  ])
  return [...found, ...opened, ...rooms]
}

async function examineLink({ fetch }: Patient, option: string, url: string): Promise<Finding> {
  const answer = await ask(fetch, url)
  const fault = 'cause' in answer ? answer.cause : answer.status < 400 ? null : answer.status
  if (fault === null) return fine('app_links', `${option} opens: ${url}`)
  const sentence = `${option} does not open from here (${fault}): ${url}`
  return warning('app_links', sentence, 'People are led there once they are in: does it open?')
}

/** The last page shows them in any case. */
async function examineRooms({ config, homeserver }: Patient): Promise<Finding[]> {
  const { rooms } = config.community
  if (rooms.length === 0) return []
  const { canJoinRoom: reaches, kind } = homeserver
  if (!reaches) {
    const sentence = 'Newcomers are shown the way to community.rooms and not brought in.'
    return [notice('rooms', sentence, kind === 'synapse' ? withToken : withoutMas)]
  }
  const reached = await Promise.all(rooms.map((room) => reaches(room)))
  const shut = rooms.filter((_, at) => reached[at] === 'no')
  if (shut.length === 0) return [fine('rooms', `Newcomers are brought into ${rooms.join(', ')}.`)]
  const sentence = `Newcomers can't be brought into ${shut.join(', ')}.`
  return [warning('rooms', sentence, kind === 'synapse' ? memberIn : 'There is no such room.')]
}

const withToken = 'To have them brought in, set homeserver.admin_token.'
const withoutMas = 'Where MAS makes the accounts, nobody can be brought in.'
const memberIn = 'It has to exist, and the administrator of homeserver.admin_token be a member.'
