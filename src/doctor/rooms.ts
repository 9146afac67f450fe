import { fine, type Finding, notice, warning } from '../shared/finding.ts'
import { openReader } from '../store/reader.ts'
import type { DoctorContext } from './context.ts'
import { readProfileRooms } from './profile-rooms.ts'

/** Whether newcomers can be joined to the rooms of each profile. The last page links to them in any case. */
export async function examineRooms({ config, homeserver }: DoctorContext): Promise<Finding[]> {
  if (homeserver.kind === 'none') return []
  const rooms = await readProfileRooms(config)
  if (rooms.length === 0) return []
  const { canJoinRoom, ends, kind } = homeserver
  if (!canJoinRoom) {
    const sentence = `Newcomers get links to ${rooms.join(', ')} and are not joined to them.`
    return [notice('rooms', sentence, `With homeserver.kind ${kind} nobody can be joined.`)]
  }
  const isByAdmin = kind === 'synapse' && ends !== undefined
  const joinable = await Promise.all(rooms.map((room) => canJoinRoom(room)))
  const [closed, untested, open] = (['no', 'unknown', 'yes'] as const).map((found) =>
    rooms.filter((_, at) => joinable[at] === found).join(', '),
  )
  const failed = await lastFailure(config.database.url)
  return [
    ...(closed ? [cantJoin(closed, isByAdmin)] : []),
    ...(untested ? [notice('rooms', untestedIn(untested), 'The first newcomer shows it.')] : []),
    ...(failed === null ? [] : [notJoined(failed)]),
    ...(open && failed === null ? [fine('rooms', willJoin(open, isByAdmin))] : []),
  ]
}

function cantJoin(rooms: string, isByAdmin: boolean): Finding {
  const sentence = `Newcomers can't be brought into ${rooms}.`
  return warning('rooms', sentence, isByAdmin ? memberIn : 'The room does not exist.')
}

const memberIn =
  'The room has to exist, and the administrator of homeserver.admin_token has to be a member; unless it is public, one who may invite.'

function untestedIn(rooms: string): string {
  return `Whether newcomers can be brought into ${rooms} could not be tested.`
}

/** Only what was tested: a person's own session joins, and the homeserver decides then. */
function willJoin(rooms: string, isByAdmin: boolean): string {
  return isByAdmin
    ? `Newcomers are brought into ${rooms}.`
    : `The homeserver knows ${rooms}: newcomers are joined if it is public.`
}

function notJoined(cause: string): Finding {
  const sentence = `The last newcomer was not brought into a room: ${cause}.`
  const advice = cause.includes('M_USER_SUSPENDED') ? suspended : 'Mend it, or leave the room out.'
  return warning('rooms', sentence, advice)
}

const suspended =
  'New accounts start suspended and can join nothing: switch that off at the homeserver (continuwuity: suspend_on_register), or leave the rooms out.'

/** Why the last newcomer is not in a room; null if they are, or nothing is known. */
async function lastFailure(databaseUrl: string): Promise<string | null> {
  try {
    await using reader = await openReader(databaseUrl)
    if (!reader || !(await reader.has('introductions'))) return null
    const [last] = await reader.rows(
      `select state, cause from introductions where step like 'room-%'
       and (state <> 'waiting' or cause is not null) order by redemption_id desc limit 1`,
    )
    if (!last || last['state'] === 'done') return null
    return typeof last['cause'] === 'string' ? last['cause'] : 'the session had ended before'
  } catch {
    // The examination of the database reports it.
    return null
  }
}
