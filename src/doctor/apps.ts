import { fine, type Finding, notice, warning } from '../shared/finding.ts'
import type { DoctorContext } from './context.ts'
import { follow } from './follow.ts'
import { examineWellKnown } from './well-known.ts'

/** Whether the links on the last page and in apps work. */
export async function examineApps(context: DoctorContext): Promise<Finding[]> {
  const { webUrl, afterUrl } = context.config.client
  const links: [string, string][] = [['client.web_url', webUrl]]
  if (afterUrl !== null) links.push(['client.after_url', afterUrl])
  const [found, rooms, ...opened] = await Promise.all([
    examineWellKnown(context),
    examineRooms(context),
    ...links.map(([option, url]) => examineLink(context, option, url)),
  ])
  return [...found, ...opened, ...rooms]
}

async function examineLink(
  { fetch }: DoctorContext,
  option: string,
  url: string,
): Promise<Finding> {
  const found = await follow(fetch, url)
  const fault =
    'fault' in found ? found.fault : found.answer.status < 400 ? null : found.answer.status
  if (fault === null) return fine('app_links', `${option} opens: ${url}`)
  const sentence = `${option} does not open from here (${fault}): ${url}`
  return warning(
    'app_links',
    sentence,
    'The last page links to it: check that it opens for people.',
  )
}

/** Whether newcomers can be joined to the rooms. The last page links to them in any case. */
async function examineRooms({ config, homeserver }: DoctorContext): Promise<Finding[]> {
  const { rooms } = config.community
  if (rooms.length === 0) return []
  const { canJoinRoom, kind } = homeserver
  if (!canJoinRoom) {
    const sentence = 'Newcomers get links to community.rooms and are not joined to them.'
    return [notice('rooms', sentence, kind === 'synapse' ? withToken : withoutMas)]
  }
  const joinable = await Promise.all(rooms.map((room) => canJoinRoom(room)))
  const closed = rooms.filter((_, at) => joinable[at] === 'no')
  if (closed.length === 0) return [fine('rooms', `Newcomers are brought into ${rooms.join(', ')}.`)]
  const sentence = `Newcomers can't be brought into ${closed.join(', ')}.`
  return [warning('rooms', sentence, kind === 'synapse' ? memberIn : 'The room does not exist.')]
}

const withToken = 'To have them joined automatically, set homeserver.admin_token.'
const withoutMas = 'With homeserver.kind mas-token nobody can be joined automatically.'
const memberIn =
  'The room has to exist, and the administrator of homeserver.admin_token has to be a member.'
