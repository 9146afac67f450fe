import assert from 'node:assert/strict'
import { newId } from '../../src/shared/ids.ts'
import { holdPlace, insertHeld, markAsked, newlyHeld } from '../../src/store/redemptions.ts'
import type { Ask, TestApi } from './api.ts'

/** Creates an invitation through the API. */
export async function make(api: TestApi, body: Ask['body'] = {}) {
  const made = await api.ask('POST', '/api/v1/invites', { body })
  assert.equal(made.status, 201, made.text)
  return made.json
}

/** The status and error code of a refusal. */
export async function refusal(api: TestApi, method: string, path: string, body?: unknown) {
  const answer = await api.ask(method, path, body === undefined ? {} : { body })
  return `${answer.status} ${answer.json.code}`
}

/** Holds a place as if the account had just been requested from the homeserver. */
export async function hold({ app }: TestApi, inviteId: string, localpart: string): Promise<string> {
  const now = app.clock()
  const id = newId(now, app.random)
  const facts = { id, invite_id: inviteId, localpart, attempt: null, held_at: now }
  await app.db.transaction().execute(async (trx) => {
    assert.ok(await holdPlace(trx, inviteId, now))
    await insertHeld(trx, newlyHeld(facts))
  })
  await markAsked(app.db, id, {
    at: now,
    free: null,
    freeSince: null,
    lateMs: 60_000,
    of: 'synapse',
  })
  return id
}
