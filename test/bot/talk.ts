import { randomInt, randomUUID } from 'node:crypto'
import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import type { Person } from './rooms.ts'

export interface Message {
  event_id: string
  sender: string
  type: string
  content: Record<string, unknown>
}

function path(room: string, rest: string): string {
  return `rooms/${encodeURIComponent(room)}/${rest}`
}

/** Sends an event and returns its id. */
export async function sendEvent(
  person: Person,
  room: string,
  type: string,
  content: object,
): Promise<string> {
  const { status, json } = await person.ask(
    'PUT',
    path(room, `send/${type}/${randomUUID()}`),
    content,
  )
  assert.equal(status, 200, JSON.stringify(json))
  return String(json['event_id'])
}

export function write(person: Person, room: string, body: string): Promise<string> {
  return sendEvent(person, room, 'm.room.message', { msgtype: 'm.text', body })
}

export function react(person: Person, room: string, about: string, key: string): Promise<string> {
  const relation = { rel_type: 'm.annotation', event_id: about, key }
  return sendEvent(person, room, 'm.reaction', { 'm.relates_to': relation })
}

export async function setState(person: Person, room: string, type: string, content: object) {
  const { status, json } = await person.ask('PUT', path(room, `state/${type}/`), content)
  assert.equal(status, 200, JSON.stringify(json))
}

export const encryption = { algorithm: 'm.megolm.v1.aes-sha2' }

/** The latest events of a room that somebody sent, oldest first. */
export async function saidBy(reader: Person, room: string, sender: string): Promise<Message[]> {
  const { json } = await reader.ask('GET', path(room, 'messages?dir=b&limit=100'))
  const chunk = (json['chunk'] ?? []) as Message[]
  return chunk
    .filter((event) => event.sender === sender && !event.type.startsWith('m.room.member'))
    .toReversed()
}

/** All that somebody said in a room, oldest first. */
export async function allSaidBy(reader: Person, room: string, sender: string): Promise<Message[]> {
  const said: Message[] = []
  let from = ''
  for (;;) {
    const filter = encodeURIComponent(JSON.stringify({ senders: [sender] }))
    const query = `messages?dir=b&limit=500&filter=${filter}${from && `&from=${from}`}`
    const { json } = await reader.ask('GET', path(room, query))
    said.unshift(...((json['chunk'] ?? []) as Message[]).toReversed())
    if (typeof json['end'] !== 'string') return said
    from = encodeURIComponent(json['end'])
  }
}

/** Waits until something is there. */
export async function until<T>(
  look: () => Promise<T | undefined | false>,
  ms = 20_000,
): Promise<T> {
  const end = performance.now() + ms
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    assert.ok(performance.now() < end, 'it never came')
    await pause(50)
  }
}

/** The texts with which the bot answers an event, when there are at least so many. */
export async function answersTo(
  reader: Person,
  { room, bot, event, count = 1 }: { room: string; bot: string; event: string; count?: number },
): Promise<string[]> {
  return until(async () => {
    const said = await saidBy(reader, room, bot)
    const replies = said.filter(({ content }) => {
      const relation = (content['m.relates_to'] ?? {}) as Record<string, Record<string, unknown>>
      return relation['m.in_reply_to']?.['event_id'] === event
    })
    return replies.length >= count && replies.map(({ content }) => String(content['body']))
  })
}

/** The rooms to which somebody is invited. */
export async function invitationsOf(person: Person): Promise<string[]> {
  // Synapse answers the same first sync from a cache for two minutes.
  const fresh = { limit: randomInt(1, 1_000_000) }
  const filter = encodeURIComponent(JSON.stringify({ room: { timeline: fresh } }))
  const { status, json } = await person.ask('GET', `sync?timeout=0&filter=${filter}`)
  assert.equal(status, 200, JSON.stringify(json))
  const rooms = (json['rooms'] ?? {}) as Record<string, Record<string, unknown>>
  return Object.keys(rooms['invite'] ?? {})
}

/** The room to which the bot invited somebody, which they enter. */
export async function enterInvited(person: Person): Promise<string> {
  const [room] = await until(async () => {
    const found = await invitationsOf(person)
    return found.length > 0 && found
  })
  const { status } = await person.ask('POST', `rooms/${encodeURIComponent(String(room))}/join`, {})
  assert.equal(status, 200)
  return String(room)
}
