import type { BotAnswer, BotFailure } from '../../ports/bot.ts'
import { describe, errcodeOf, readStepResult } from '../client/answers.ts'
import { type Answered, bearer, type Call, type Client, type Failed } from '../client/client.ts'

/** Gives the access token of the bot, or why there is none now. */
export interface Tokens {
  current: () => Promise<{ token: string } | BotFailure>
  /** Present if the next token can be another: the homeserver no longer takes this one. */
  forget?: () => void
  close: () => Promise<void>
}

/** Asks as the bot. */
export type AskAsBot = <T>(
  call: Call,
  read: (answer: Answered) => T | undefined,
) => Promise<BotAnswer<T>>

/** One token that never changes. */
export function fixedToken(token: string): Tokens {
  return { current: async () => ({ token }), close: async () => {} }
}

export function askWith(client: Client, tokens: Tokens): AskAsBot {
  return async (call, read) => {
    const answer = await send(client, tokens, call)
    return answer.kind === 'answered' || answer.kind === 'failed'
      ? readAnswer(answer, read)
      : answer
  }
}

async function send(
  client: Client,
  tokens: Tokens,
  call: Call,
  isRepeated = false,
): Promise<Answered | Failed | BotFailure> {
  const session = await tokens.current()
  if (!('token' in session)) return session
  const answer = await client.call({
    ...call,
    headers: { ...call.headers, ...bearer(session.token) },
  })
  const isOver = answer.kind === 'answered' && answer.status === 401
  if (!isOver || isRepeated || !tokens.forget) return answer
  tokens.forget()
  return send(client, tokens, call, true)
}

/** `read` gives undefined for a 200 that has not what it should. */
export function readAnswer<T>(
  answer: Answered | Failed,
  read: (answer: Answered) => T | undefined,
): BotAnswer<T> {
  if (answer.kind === 'failed') {
    return { kind: 'unanswered', sent: answer.sent, cause: answer.cause }
  }
  const result = readStepResult(answer)
  if (result === true) {
    const value = read(answer)
    return value === undefined ? refusedBy(answer) : { kind: 'done', value }
  }
  return 'failed' in result ? refusedBy(answer) : { kind: 'limited', ...result }
}

function refusedBy(answer: Answered): BotFailure {
  const errcode = errcodeOf(answer) ?? ''
  return { kind: 'refused', status: answer.status, errcode, cause: describe(answer) }
}
