import type { Actor } from '../../model/actor.ts'
import { deleteInvite } from '../../core/invites/invites.ts'
import type { Invite } from '../../core/invites/invite.ts'
import { findByCode } from '../../store/invites.ts'
import { listAddresses } from './addresses.ts'
import { isActive, readFlag, readTerms, readWhole, type Shape, type View } from './generations.ts'
import { json } from './json.ts'
import { badRequest, Refusal, unknownToken } from './refusal.ts'
import { amend, listOldestFirst, mint, type InviteContext } from './invites.ts'
import type { Ask } from './token-call.ts'
import type { Response } from '../../http/kit/fetch/response.ts'

/** The dependencies of one generation's calls. */
interface TokenApi {
  context: InviteContext
  shape: Shape
  timeZone: string
}

export type TokenCall = (api: TokenApi, ask: Ask) => Promise<Response>

export const showTokens: TokenCall = async (api) => {
  const { db } = api.context
  const addresses = await listAddresses(db)
  const invites = await listOldestFirst(db)
  return json(invites.map((one) => api.shape.show(one, viewOf(api, addresses.get(one.id)))))
}

export const makeToken: TokenCall = async (api, { actor, readJson }) => {
  const body = (await readJson()) ?? {}
  const terms = { uses: null, expiresAt: null, ...readTerms(api.shape, body, api.timeZone) }
  return showOne(api, await mint(api.context, terms, actor))
}

export const showToken: TokenCall = async (api, { name }) =>
  showOne(api, await tokenNamed(api, name))

/** The last generation lets only some properties be changed. */
export const changeToken: TokenCall = async (api, { actor, name, readJson }) => {
  const body = (await readJson()) ?? {}
  if (Object.keys(body).length === 0) throw badRequest('malformed request')
  if (['ips', 'active', 'name'].some((key) => key in body)) {
    throw badRequest("you're not allowed to change this property")
  }
  const invite = await tokenNamed(api, name)
  const set = readChange(api, body, invite)
  const none = Object.keys(set).length === 0
  return showOne(api, none ? invite : await amend(api.context, invite, set, actor))
}

function readChange(
  { shape, context, timeZone }: TokenApi,
  body: Record<string, unknown>,
  { paused_at }: Invite,
): Partial<Invite> {
  const { uses, expiresAt } = readTerms(shape, body, timeZone)
  const { used, disabled } = body
  const pausedAt = () => (readFlag('disabled', disabled) ? (paused_at ?? context.clock()) : null)
  return {
    ...(uses !== undefined && { max_uses: uses === null ? null : Math.max(0, uses) }),
    ...(expiresAt !== undefined && { expires_at: expiresAt }),
    ...(used !== undefined && { used: Math.max(0, readWhole('used', used)) }),
    ...(disabled !== undefined && { paused_at: pausedAt() }),
  }
}

/** The first generation can only disable a token. */
export const disableToken: TokenCall = async (api, { actor, name, readJson }) => {
  const body = (await readJson()) ?? {}
  if (!body['disable']) throw badRequest('PUT only allows "disable": true')
  const disabled = await disable(api.context, name, actor)
  if (disabled) return showOne(api, disabled)
  const why = 'token does not exist or is already disabled'
  throw new Refusal(404, 'MR_TOKEN_NOT_FOUND', why)
}

/** Undefined if the token doesn't exist or is no longer usable. */
async function disable(
  context: InviteContext,
  name: string,
  actor: Actor,
): Promise<Invite | undefined> {
  const invite = await findByCode(context.db, name)
  const now = context.clock()
  if (!invite || !isActive(invite, now)) return undefined
  return amend(context, invite, { paused_at: now }, actor)
}

export const deleteToken: TokenCall = async ({ context }, { actor, name }) => {
  const invite = await findByCode(context.db, name)
  if (!invite) throw unknownToken()
  await deleteInvite(context, invite.id, actor)
  return json({ success: 'true' })
}

async function tokenNamed({ context }: TokenApi, name: string): Promise<Invite> {
  const invite = await findByCode(context.db, name)
  if (!invite) throw unknownToken()
  return invite
}

async function showOne(api: TokenApi, invite: Invite): Promise<Response> {
  const addresses = await listAddresses(api.context.db, invite.id)
  return json(api.shape.show(invite, viewOf(api, addresses.get(invite.id))))
}

function viewOf({ context, timeZone }: TokenApi, addresses: readonly string[] = []): View {
  return { now: context.clock(), timeZone, addresses }
}
