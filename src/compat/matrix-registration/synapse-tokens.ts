import { randomText } from '../../shared/ids.ts'
import { Problem } from '../../shared/errors.ts'
import { type Invite, LARGEST_COUNT } from '../../core/invites/invite.ts'
import { deleteInvite } from '../../core/invites/invites.ts'
import { isInstant } from '../../shared/time.ts'
import { findByCode } from '../../store/invites.ts'
import { json } from './json.ts'
import { Refusal } from './refusal.ts'
import { amend, listOldestFirst, mint, type InviteContext, type Terms } from './invites.ts'
import type { Ask } from './token-call.ts'
import type { Response } from '../../http/kit/fetch/response.ts'

/*
 * Synapse's calls for its own registration tokens (admin API, "Registration Tokens"), so that tools
 * made for those manage invitations here: https://element-hq.github.io/synapse/latest/
 */

export type SynapseCall = (context: InviteContext, ask: Ask) => Promise<Response>

export const listRegistrationTokens: SynapseCall = async (context, { url }) => {
  const valid = new URL(url).searchParams.get('valid')
  if (valid !== null && !/^(true|false)$/.test(valid)) {
    throw invalid("Boolean query parameter 'valid' must be one of ['true', 'false']")
  }
  const now = context.clock()
  const invites = (await listOldestFirst(context.db)).filter(
    (invite) => valid === null || isValid(invite, now) === (valid === 'true'),
  )
  return json({ registration_tokens: invites.map(show) })
}

export const showRegistrationToken: SynapseCall = async (context, { name }) =>
  json(show(await named(context, name)))

export const makeRegistrationToken: SynapseCall = async (context, { actor, readJson }) => {
  const body = await readRequired(readJson)
  const terms = { uses: null, expiresAt: null, ...readTerms(context, body) }
  const code = readCode(body['token']) ?? randomCode(context, body['length'])
  try {
    return json(show(await mint(context, { ...terms, code }, actor)))
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'code_in_use') throw error
    throw invalid(`Token already exists: ${code}`)
  }
}

export const changeRegistrationToken: SynapseCall = async (context, { actor, name, readJson }) => {
  const terms = readTerms(context, await readRequired(readJson))
  const invite = await named(context, name)
  const set: Partial<Invite> = {
    ...(terms.uses !== undefined && { max_uses: terms.uses }),
    ...(terms.expiresAt !== undefined && { expires_at: terms.expiresAt }),
  }
  if (Object.keys(set).length === 0) return json(show(invite))
  return json(show(await amend(context, invite, set, actor)))
}

export const deleteRegistrationToken: SynapseCall = async (context, { actor, name }) => {
  await deleteInvite(context, (await named(context, name)).id, actor)
  return json({})
}

function show(invite: Invite) {
  return {
    token: invite.code,
    uses_allowed: invite.max_uses,
    pending: invite.held,
    completed: invite.used,
    expiry_time: invite.expires_at,
  }
}

function isValid(invite: Invite, now: number): boolean {
  const { max_uses, used, held, expires_at, paused_at, revoked_at } = invite
  const places = max_uses === null || used + held < max_uses
  return places && (expires_at ?? Infinity) > now && paused_at === null && revoked_at === null
}

async function named({ db }: InviteContext, token: string): Promise<Invite> {
  const invite = await findByCode(db, token)
  if (!invite) throw new Refusal(404, 'M_NOT_FOUND', `No such registration token: ${token}`)
  return invite
}

async function readRequired(readJson: Ask['readJson']): Promise<Record<string, unknown>> {
  const body = await readJson().catch(() => {
    throw new Refusal(400, 'M_NOT_JSON', 'Content not JSON.')
  })
  if (body === undefined) throw new Refusal(400, 'M_NOT_JSON', 'Content not JSON.')
  return body
}

function readTerms({ clock }: InviteContext, body: Record<string, unknown>): Partial<Terms> {
  const { uses_allowed: uses, expiry_time: expiry } = body
  const terms: Partial<Terms> = {}
  if (uses !== undefined) {
    if (!isWholeOrNull(uses) || (uses ?? 0) < 0) {
      throw invalid('uses_allowed must be a non-negative integer or null')
    }
    if ((uses ?? 0) > LARGEST_COUNT) throw invalid('uses_allowed is too large')
    terms.uses = uses
  }
  if (expiry !== undefined) {
    if (!isWholeOrNull(expiry)) throw invalid('expiry_time must be an integer or null')
    if (expiry !== null && expiry < clock()) throw invalid('expiry_time must not be in the past')
    if (expiry !== null && !isInstant(expiry)) {
      throw invalid('expiry_time must be before the year 10000')
    }
    terms.expiresAt = expiry
  }
  return terms
}

function isWholeOrNull(value: unknown): value is number | null {
  return value === null || Number.isSafeInteger(value)
}

function readCode(token: unknown): string | undefined {
  if (token === undefined) return undefined
  if (typeof token !== 'string') throw invalid('token must be a string')
  if (token.length < 1 || token.length > 64) {
    throw invalid('token must not be empty and must not be longer than 64 characters')
  }
  if (/^[A-Za-z0-9._~-]+$/.test(token)) return token
  throw invalid('token must consist only of characters matched by the regex [A-Za-z0-9-_]')
}

/** A code of the requested length, but at least long enough not to be guessed. */
function randomCode({ random }: InviteContext, length: unknown = 16): string {
  if (!Number.isInteger(length)) throw invalid('length must be an integer')
  if (Number(length) < 1 || Number(length) > 64) {
    throw invalid('length must be greater than zero and not greater than 64')
  }
  return randomText(random, Math.max(16, Number(length)))
}

function invalid(why: string): Refusal {
  return new Refusal(400, 'M_INVALID_PARAM', why)
}
