import type { Actor } from '../../model/actor.ts'
import { type Permission, permissions } from '../../model/permission.ts'
import { hashOf } from '../../shared/hash.ts'
import { newId, randomText } from '../../shared/ids.ts'
import { isMatrixId } from '../../shared/matrix-id.ts'
import { Problem } from '../../shared/errors.ts'
import { lockMember } from '../../store/allowance.ts'
import { insertMember } from '../../store/members.ts'
import {
  deleteToken,
  findToken,
  forgetTokens,
  insertToken,
  listTokens,
  touchToken,
} from '../../store/personal-tokens.ts'
import type { PersonalTokenRow } from '../../store/console-rows.ts'
import type { DatabaseTransaction } from '../../store/schema.ts'
import type { Context } from '../context.ts'
import { type EventTools, recordEvent } from '../events/record.ts'
import { isLine } from '../invites/check.ts'
import { onlyAuthor, scopeOf } from '../permissions.ts'
import { roleOf } from './role.ts'

const dayMs = 24 * 3_600_000

/** How long a token can be used: by default, and at most. */
export const tokenMs = { usual: 90 * dayMs, longest: 365 * dayMs }

/** An expired one is listed for as long. */
const keptMs = 30 * dayMs

/** A person's tokens at one time. */
const mostTokens = 50

/** What a token may do unless it is said. */
export const usualPermissions: readonly Permission[] = ['invites:create', 'invites:read']

/** No token makes tokens, or does what is for people at a console or a shell. */
const never = ['tokens:write', 'sessions:end', 'mail:own', 'program:run', 'data:copy'] as const

export type Grantable = Exclude<Permission, (typeof never)[number]>

/** What a token can be allowed. */
export const grantable: readonly Grantable[] = permissions.filter(isGrantable)

function isGrantable(one: Permission): one is Grantable {
  return !(never as readonly Permission[]).includes(one)
}

/** Tells tokens from the admin secret, also for scanners that look for leaked secrets. */
const prefix = 'latchkey_'

export function isTokenLike(secret: string): boolean {
  return secret.startsWith(prefix)
}

type Tools = Pick<Context, 'config' | 'db' | 'clock' | 'random'>

export interface NewToken {
  name: string
  permissions: readonly Permission[]
  lastsMs: number
  /** Whose it is, where the actor has no Matrix id; null: the actor's own. */
  member: string | null
}

/**
 * Makes a token for somebody's programs. Its secret is returned once; only a hash is kept.
 * Problems: `input_invalid`, `forbidden` for somebody else's.
 */
export async function makeToken(
  app: Tools,
  wanted: NewToken,
  actor: Actor,
): Promise<{ secret: string; row: PersonalTokenRow }> {
  onlyAuthor(actor, 'tokens:write')
  const mxid = ownerOf(wanted, actor)
  refuseImpossible(wanted)
  const now = app.clock()
  const secret = prefix + randomText(app.random, 32)
  const row: PersonalTokenRow = {
    id: newId(now, app.random),
    hash: hashOf(secret),
    mxid,
    name: wanted.name,
    permissions: JSON.stringify(wanted.permissions),
    made_at: now,
    expires_at: now + wanted.lastsMs,
    used_at: null,
  }
  await app.db.transaction().execute(async (trx) => {
    await insertMember(trx, mxid, now)
    await refuseExcess(trx, app, row, wanted.permissions)
    await insertToken(trx, row)
    const data = { permissions: wanted.permissions }
    await recordEvent(trx, { at: now, actor, kind: 'token.made', subject: row.id, data }, app)
  })
  return { secret, row }
}

/** Refuses what the owner may not do themselves, and too many tokens. Problem `forbidden`. */
async function refuseExcess(
  trx: DatabaseTransaction,
  app: Pick<Context, 'config'>,
  { mxid, made_at: now }: PersonalTokenRow,
  wanted: readonly Permission[],
): Promise<void> {
  const { role } = roleOf(app, mxid, await lockMember(trx, mxid))
  const owner: Actor = { kind: role, id: mxid, via: 'api' }
  const excess = wanted.find((one) => scopeOf(owner, one) === undefined)
  if (excess !== undefined) throw refusal(`A ${role} may not have ${excess}.`)
  const others = await listTokens(trx, mxid, 1_000)
  const usable = others.filter((one) => one.expires_at > now)
  if (usable.length >= mostTokens) throw refusal(`Nobody has more than ${mostTokens} tokens.`)
}

/** Whoever has a Matrix id makes tokens only for themselves. */
function ownerOf({ member }: NewToken, { id }: Actor): string {
  if (id !== null && (member ?? id) !== id) throw new Problem('forbidden')
  const mxid = id ?? member
  if (mxid === null) throw refusal('Say whose token it is.')
  if (!isMatrixId(mxid)) throw mistake('Give a Matrix id: @ana:example.org.')
  return mxid
}

function refuseImpossible({ name, permissions: wanted, lastsMs }: NewToken): void {
  if (name === '' || !isLine(name, 100)) throw mistake('A name is one line of 1 to 100 characters.')
  if (wanted.length === 0) throw mistake('Give at least one permission.')
  const unknown = wanted.find((one) => !isGrantable(one))
  if (unknown !== undefined) throw mistake(`No token can have ${unknown}.`)
  if (!(lastsMs > 0 && lastsMs <= tokenMs.longest)) {
    throw mistake('A token can be used for 365 days at most.')
  }
}

function refusal(detail: string): Problem {
  return new Problem('forbidden', { detail })
}

function mistake(detail: string): Problem {
  return new Problem('input_invalid', { detail })
}

/**
 * Who uses a token: its owner, with the role that they have now, restricted to the token's permissions.
 * Undefined if it has ended or expired, or its owner lost their standing.
 */
export async function actorOfToken(
  app: Omit<Tools, 'random'>,
  secret: string,
): Promise<Actor | undefined> {
  if (!isTokenLike(secret)) return undefined
  const now = app.clock()
  const token = await findToken(app.db, hashOf(secret), now)
  if (token?.standing !== 'good') return undefined
  if (now - (token.used_at ?? 0) > 60_000) await touchToken(app.db, token.id, now)
  const { role } = roleOf(app, token.mxid, token)
  const only = JSON.parse(token.permissions) as Permission[]
  return { kind: role, id: token.mxid, via: 'api', only }
}

/** The tokens that the actor may see, without their secrets. */
export function tokensOf(
  { db }: Pick<Context, 'db'>,
  actor: Actor,
  limit = 1_000,
): Promise<PersonalTokenRow[]> {
  return listTokens(db, onlyAuthor(actor, 'tokens:write'), limit)
}

/** Ends a token at once. Problem: `token_unknown`. */
export async function endToken(
  app: Pick<Context, 'db'> & EventTools,
  id: string,
  actor: Actor,
): Promise<void> {
  const owner = onlyAuthor(actor, 'tokens:write')
  await app.db.transaction().execute(async (trx) => {
    if (!(await deleteToken(trx, id, owner))) throw new Problem('token_unknown')
    const event = { at: app.clock(), actor, kind: 'token.ended', subject: id } as const
    await recordEvent(trx, event, app)
  })
}

/** Deletes what expired long ago. */
export async function forgetOldTokens({ db, clock }: Pick<Context, 'db' | 'clock'>): Promise<void> {
  await forgetTokens(db, clock() - keptMs)
}
