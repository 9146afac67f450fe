import type { Actor } from '../../model/actor.ts'
import { Problem } from '../../shared/errors.ts'
import { hashOf } from '../../shared/hash.ts'
import { randomText } from '../../shared/ids.ts'
import { isMatrixId } from '../../shared/matrix-id.ts'
import { findLink, insertLink, takeLink } from '../../store/console-links.ts'
import type { Context } from '../context.ts'
import { recordEvent } from '../events/record.ts'
import { type OpenedSession, openSession } from './session.ts'

/** How long a link of `latchkey console link` can be used. */
const consoleLinkMs = 10 * 60_000

type Tools = Pick<Context, 'config' | 'db' | 'clock' | 'random'>

/**
 * Makes a one-time link to the console and returns its secret. `mxid`: whose session it opens; null: an
 * operator's without an account. Problem `input_invalid`.
 */
export async function makeConsoleLink(
  app: Tools,
  mxid: string | null,
  actor: Actor,
): Promise<string> {
  if (mxid !== null && !isMatrixId(mxid)) {
    throw new Problem('input_invalid', { detail: 'Give a Matrix id: @ana:example.org.' })
  }
  const now = app.clock()
  const secret = randomText(app.random, 26)
  await app.db.transaction().execute(async (trx) => {
    await insertLink(trx, { hash: hashOf(secret), mxid, expires_at: now + consoleLinkMs })
    await recordEvent(trx, { at: now, actor, kind: 'console.link_made', subject: null }, app)
  })
  return secret
}

/** Whose session the link opens, without using it up. Problem `link_over`. */
export async function lookAtLink(app: Tools, secret: string): Promise<{ mxid: string | null }> {
  const link = await findLink(app.db, hashOf(secret), app.clock())
  if (!link) throw new Problem('link_over')
  return link
}

/** Uses the link up and opens its session. Problems `link_over`, and `account_shut` for who was suspended. */
export function signInByLink(app: Tools, secret: string, browser: string): Promise<OpenedSession> {
  return app.db.transaction().execute(async (trx) => {
    const link = await takeLink(trx, hashOf(secret), app.clock())
    if (!link) throw new Problem('link_over')
    return openSession(app, trx, { mxid: link.mxid, way: 'link', browser })
  })
}
