import { type Actor, newcomerActor } from '../../model/actor.ts'
import { Problem } from '../../shared/errors.ts'
import { hashOf } from '../../shared/hash.ts'
import { randomText } from '../../shared/ids.ts'
import { makePaths } from '../../shared/paths.ts'
import { findNamed } from '../../store/people-list.ts'
import {
  endWaysBack,
  findWayBack,
  type FoundWayBack,
  insertWayBack,
  markUsed,
} from '../../store/ways-back.ts'
import { withoutFsync } from '../../store/sqlite/without-fsync.ts'
import type { Context } from '../context.ts'
import { recordEvent } from '../events/record.ts'
import { onlyAuthor } from '../permissions.ts'
import { readWhom } from './whom.ts'

/*
 * A way back in: a link to the page of an account (`/me/…`), on any device, without a cookie. Only a hash of
 * its secret is kept, so whoever needs a link mints one. An account has many.
 */

/** How long a way back lasts. */
export const wayBackMs = 7 * 24 * 3_600_000

/** Those of one account at one time: a button can be pressed any number of times. */
const mostKept = 20

/** 52 symbols of 5 bits: nobody guesses one. */
const secretLength = 52

export interface WayBack {
  secret: string
  /** ms since 1970. */
  expiresAt: number
}

type Tools = Pick<Context, 'db' | 'clock' | 'random'>

/**
 * Mints a way back for the account that was just made. `account`: the id of any row with a page. Not fsynced
 * on its own: after a power cut, pressing the button again leads to a new one.
 */
export async function mintFirst({ db, clock, random }: Tools, account: string): Promise<WayBack> {
  const secret = randomText(random, secretLength)
  const expiresAt = clock() + wayBackMs
  const row = { hash: hashOf(secret), account, expires_at: expiresAt }
  await db.connection().execute(async (connection) => {
    withoutFsync(connection)
    await insertWayBack(connection, row)
  })
  return { secret, expiresAt }
}

/** Mints one more. Of too many the oldest end. */
export async function mintWayBack(app: Tools, account: string): Promise<WayBack> {
  await endWaysBack(app.db, account, mostKept - 1)
  return mintFirst(app, account)
}

/** The way back of a secret, as somebody typed it. */
export async function wayBackOf(
  { db, clock }: Pick<Tools, 'db' | 'clock'>,
  secret: string,
): Promise<FoundWayBack | undefined> {
  if (secret.length !== secretLength) return undefined
  return findWayBack(db, hashOf(secret.toLowerCase()), clock())
}

/** Uses within this time are one, in ms. The making of a link counts as its first use. */
const useMs = 3_600_000

/** Records that a page was opened. Not fsynced on its own: nothing depends on it. */
export async function noteUse(
  { db, clock }: Pick<Tools, 'db' | 'clock'>,
  way: Pick<FoundWayBack, 'hash' | 'expires_at' | 'used_at'>,
): Promise<void> {
  const now = clock()
  if (now - (way.used_at ?? way.expires_at - wayBackMs) < useMs) return
  await db.connection().execute(async (connection) => {
    withoutFsync(connection)
    await markUsed(connection, way, now)
  })
}

/** Ends all ways back of an account: whoever has one may do that. */
export async function endWaysBackBy(
  app: Tools & Pick<Context, 'config'>,
  { account }: Pick<FoundWayBack, 'account'>,
  actor: Actor = newcomerActor,
): Promise<number> {
  const event = { actor, kind: 'account.ways_back_ended', subject: account } as const
  return app.db.transaction().execute(async (trx) => {
    const ended = await endWaysBack(trx, account)
    if (ended > 0) await recordEvent(trx, { ...event, at: app.clock() }, app)
    return ended
  })
}

/** The link of a way back. */
export function wayBackLink(publicUrl: string, { secret }: Pick<WayBack, 'secret'>): string {
  return makePaths(publicUrl).me(secret)
}

type Giving = Tools & Pick<Context, 'serverName' | 'config'>

/**
 * A new way back for somebody who lost theirs, to be handed on. `person`: a user id or a name of this
 * homeserver; of several accounts, the latest. Problem `person_unknown`, also for those whom the actor may
 * not see.
 */
export async function giveWayBack(
  app: Giving,
  person: string,
  actor: Actor,
): Promise<{ link: string; expiresAt: number }> {
  const subject = await accountOf(app, person, actor)
  const way = await mintWayBack(app, subject)
  const event = { at: app.clock(), actor, kind: 'account.way_back_made', subject } as const
  await app.db.transaction().execute((trx) => recordEvent(trx, event, app))
  return { link: wayBackLink(app.config.public.url, way), expiresAt: way.expiresAt }
}

/** Ends all links to somebody's page, for example when one is in the wrong hands. How many; problems as above. */
export async function takeWaysBack(app: Giving, person: string, actor: Actor): Promise<number> {
  const account = await accountOf(app, person, actor)
  return endWaysBackBy(app, { account }, actor)
}

async function accountOf(app: Giving, person: string, actor: Actor): Promise<string> {
  const author = onlyAuthor(actor, 'people:way-back')
  const account = await findNamed(app.db, readWhom(person, app.serverName())?.localpart ?? '')
  const isTheirs = author === null || account?.invited_by === author
  if (!account || !isTheirs || account.ended_at !== null) throw new Problem('person_unknown')
  return account.redemption_id
}
