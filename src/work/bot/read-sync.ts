import type { Json } from '../../ports/bot.ts'
import { isMatrixId } from '../../shared/matrix-id.ts'
import type { NewEntry } from '../../store/bot-sync.ts'
import { isStorable } from '../../store/storable.ts'
import { placeOf, type Rooms } from './rooms.ts'

/* What in the answers of the homeserver concerns the bot. Any text in them may be hostile. */

/** Older commands are not carried out: who wrote them may no longer expect it. */
const oldestCommandMs = 60 * 60_000

/** Characters of a command; the rest is cut off. */
const longestCommand = 500

export interface Reader {
  rooms: Rooms
  /** The bot itself. */
  userId: string
  now: number
}

interface Timeline {
  room: string
  events: readonly Json[]
  /** Where the events before begin, if some are missing. */
  gap: string | null
}

export interface ReadSync {
  next: string
  timelines: Timeline[]
  /** Invitations to the bot. */
  invites: NewEntry[]
}

/** Undefined: not the answer of a sync. */
export function readSync(answer: Json, reader: Reader): ReadSync | undefined {
  const next = answer['next_batch']
  if (typeof next !== 'string' || !isStorable(next)) return undefined
  const { join, invite } = objectIn(answer['rooms'])
  return {
    next,
    timelines: Object.entries(objectIn(join)).map(([room, one]) => timelineOf(room, one)),
    invites: Object.entries(objectIn(invite)).flatMap(([room, one]) =>
      invitationIn(room, one, reader),
    ),
  }
}

function timelineOf(room: string, joined: unknown): Timeline {
  const { events, limited, prev_batch: before } = objectIn(objectIn(joined)['timeline'])
  const gap = limited === true && typeof before === 'string' ? before : null
  return { room, events: listIn(events), gap }
}

/** What of these events has to be answered. */
export function entriesIn(room: string, events: readonly Json[], reader: Reader): NewEntry[] {
  return events.flatMap((event) => entryOf(room, event, reader))
}

function entryOf(room: string, event: Json, reader: Reader): NewEntry[] {
  const { event_id: id, sender, type, origin_server_ts: at } = event
  if (typeof id !== 'string' || typeof sender !== 'string' || sender === reader.userId) return []
  if (id.length > 255 || !isMatrixId(sender) || ![id, room].every(isStorable)) return []
  const place = placeOf(reader.rooms, room)
  const content = objectIn(event['content'])
  const base = { event: id, place, room, sender, about: null }
  if (type === 'm.reaction' && place === 'moderators') return reactionIn(content, base)
  const isOld = !(Number(at) >= reader.now - oldestCommandMs)
  if (isOld || place === 'moderators') return []
  if (type === 'm.room.message') return commandIn(content, base)
  if (type !== 'm.room.encrypted') return []
  return [{ ...base, event: `encrypted ${room}`, kind: 'encrypted', body: '' }]
}

type Base = Omit<NewEntry, 'kind' | 'body'>

/** No notice, since other bots write them, and no edit, which repeats a command. */
function commandIn(content: Json, base: Base): NewEntry[] {
  const { msgtype, body } = content
  const isEdit = objectIn(content['m.relates_to'])['rel_type'] === 'm.replace'
  if (msgtype !== 'm.text' || typeof body !== 'string' || isEdit) return []
  const text = body.trim().slice(0, longestCommand).toWellFormed().replaceAll('\0', '')
  return /^!\p{L}/u.test(text) ? [{ ...base, kind: 'command', body: text }] : []
}

function reactionIn(content: Json, base: Base): NewEntry[] {
  const { rel_type: relation, event_id: about, key } = objectIn(content['m.relates_to'])
  if (relation !== 'm.annotation' || typeof about !== 'string' || typeof key !== 'string') return []
  // Some keyboards add a variation selector.
  const sign = key.replaceAll('\ufe0f', '')
  if (!['✅', '❌'].includes(sign) || about.length > 255 || !isStorable(about)) return []
  return [{ ...base, kind: 'reaction', body: sign, about }]
}

/** `body`: whether the room is encrypted. */
function invitationIn(room: string, invited: unknown, reader: Reader): NewEntry[] {
  const events = listIn(objectIn(objectIn(invited)['invite_state'])['events'])
  const own = events.find(
    ({ type, state_key: key }) => type === 'm.room.member' && key === reader.userId,
  )
  const sender = own?.['sender']
  if (typeof sender !== 'string' || !isMatrixId(sender) || !isStorable(room)) return []
  const isEncrypted = events.some(({ type }) => type === 'm.room.encryption')
  const place = placeOf(reader.rooms, room)
  const body = isEncrypted ? 'encrypted' : ''
  return [{ event: `invite ${room}`, kind: 'invite', place, room, sender, body, about: null }]
}

function objectIn(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {}
}

export function listIn(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(objectIn) : []
}
