import type { Bot, BotAnswer, Json, SyncQuery } from '../../ports/bot.ts'
import type { Answered } from '../client/client.ts'
import { roomPath, textOf } from './rooms.ts'
import type { AskAsBot } from './session.ts'

/* What the bot sends and reads (specification, client-server API). */

const eventIdOf = ({ json }: Answered) => textOf(json['event_id'])
const jsonOf = ({ json }: Answered) => json

type Events = Pick<Bot, 'sync' | 'send' | 'react' | 'redact' | 'messages'>

/** `wait`: the same as `ask`, for answers that are long, or long in coming. */
export function eventsOf(ask: AskAsBot, wait: AskAsBot): Events {
  const send: Bot['send'] = (room, { type, content, txn }) => {
    const what = `${encodeURIComponent(type)}/${encodeURIComponent(txn)}`
    const path = `${roomPath(room)}/send/${what}`
    return ask({ name: 'bot send', method: 'PUT', path, body: { ...content } }, eventIdOf)
  }
  return {
    sync: (query) => sync(wait, query),
    send,
    react: (room, { event, key, txn }) => {
      const content = { 'm.relates_to': { rel_type: 'm.annotation', event_id: event, key } }
      return send(room, { type: 'm.reaction', content, txn })
    },
    redact: (room, { event, txn, reason }) => {
      const what = `${encodeURIComponent(event)}/${encodeURIComponent(txn)}`
      const path = `${roomPath(room)}/redact/${what}`
      const body = reason === undefined ? {} : { reason }
      return ask({ name: 'bot redact', method: 'PUT', path, body }, eventIdOf)
    },
    messages: (room, { from, to, direction, limit }) => {
      const query = new URLSearchParams({ from, dir: direction[0] ?? '', limit: String(limit) })
      if (to !== undefined) query.set('to', to)
      const path = `${roomPath(room)}/messages?${query.toString()}`
      return wait({ name: 'bot messages', method: 'GET', path }, jsonOf)
    },
  }
}

async function sync(
  wait: AskAsBot,
  { since, waitMs, filter, signal }: SyncQuery,
): Promise<BotAnswer<Json>> {
  const query = new URLSearchParams({ timeout: String(waitMs), filter: JSON.stringify(filter) })
  if (since !== undefined) query.set('since', since)
  const path = `/_matrix/client/v3/sync?${query.toString()}`
  const answer = wait({ name: 'bot sync', method: 'GET', path }, jsonOf)
  if (signal === undefined) return answer
  const { promise, resolve } = Promise.withResolvers<BotAnswer<Json>>()
  const cut = () => resolve({ kind: 'unanswered', sent: true, cause: 'it was cut off' })
  signal.addEventListener('abort', cut)
  if (signal.aborted) cut()
  try {
    // The request goes on by itself; its answer is dropped.
    return await Promise.race([answer, promise])
  } finally {
    signal.removeEventListener('abort', cut)
  }
}
