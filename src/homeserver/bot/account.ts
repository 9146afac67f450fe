import type { Bot, BotAnswer } from '../../ports/bot.ts'
import type { Answered } from '../client/client.ts'
import { textOf } from './rooms.ts'
import type { AskAsBot } from './session.ts'

/* What belongs to the bot's account: pictures, and its list of direct rooms. */

type Account = Pick<Bot, 'upload' | 'listAsDirect'>

export function accountOf(ask: AskAsBot, userId: string): Account {
  return {
    upload: ({ type, bytes }) => {
      const path = '/_matrix/media/v3/upload'
      const headers = { 'content-type': type }
      return ask(
        { name: 'bot upload', method: 'POST', path, headers, body: bytes },
        ({ json }: Answered) => textOf(json['content_uri']),
      )
    },
    listAsDirect: (other, room) => listAsDirect(ask, userId, { other, room }),
  }
}

async function listAsDirect(
  ask: AskAsBot,
  userId: string,
  { other, room }: { other: string; room: string },
): Promise<BotAnswer<null>> {
  const path = `/_matrix/client/v3/user/${encodeURIComponent(userId)}/account_data/m.direct`
  const name = 'bot direct rooms'
  const known = await ask({ name, method: 'GET', path }, ({ json }) => json)
  const isNone = known.kind === 'refused' && known.status === 404
  if (known.kind !== 'done' && !isNone) return known
  const direct = known.kind === 'done' ? known.value : {}
  const rooms: unknown[] = Array.isArray(direct[other]) ? direct[other] : []
  if (rooms.includes(room)) return { kind: 'done', value: null }
  const body = { ...direct, [other]: [...rooms, room] }
  return ask({ name, method: 'PUT', path, body }, () => null)
}
