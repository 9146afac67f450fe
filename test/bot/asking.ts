import assert from 'node:assert/strict'
import { makeRequest } from '../../src/core/requests/ask.ts'
import { hashOf } from '../../src/shared/hash.ts'
import { randomText } from '../../src/shared/ids.ts'
import { findBySecret } from '../../src/store/requests.ts'
import type { RequestRow } from '../../src/store/request-rows.ts'
import type { House } from './house.ts'
import { allSaidBy, type Message } from './talk.ts'

/** Somebody asks to join, from a network of their own. */
export async function ask({ app }: House, name: string, address = ''): Promise<RequestRow> {
  const stamp = { shownAt: app.clock(), nonce: randomText(app.random, 26) }
  const answers = [{ question: 'Who sent you?', answer: 'Ruth' }]
  const typed = { name, words: 'I sing alto.', address, answers: ['Ruth'], agreed: null }
  const secret = await makeRequest(app, {
    asked: { stamp, name, answers, rules: null },
    typed,
    network: randomText(app.random, 10),
    language: 'en',
  })
  const request = await findBySecret(app.db, hashOf(secret))
  assert.ok(request)
  return request
}

/** What the bot said in the room of the moderators. */
export function saidToModerators({ owner, moderators, bot }: House): Promise<Message[]> {
  return allSaidBy(owner, moderators, bot)
}

/** The messages about a request, without their edits. */
export function postsAbout(said: readonly Message[], { number }: RequestRow): Message[] {
  return said.filter(({ content }) => {
    const { body } = content
    return typeof body === 'string' && body.startsWith(`#${number}: `)
  })
}

/** The texts to which the bot has changed a message. */
export function editsOf(said: readonly Message[], { event_id: event }: Message): string[] {
  const edits = said.filter(({ content }) => {
    const relation = Object(content['m.relates_to'])
    return relation.rel_type === 'm.replace' && relation.event_id === event
  })
  return edits.map(({ content }) => String(Object(content['m.new_content']).body))
}
