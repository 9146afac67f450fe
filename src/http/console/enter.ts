import { endSession, type OpenedSession } from '../../core/members/session.ts'
import { noteLanguage } from '../../store/members.ts'
import { cookieNames } from '../kit/cookies.ts'
import type { Response } from '../kit/fetch/response.ts'
import type { Exchange } from '../kit/route.ts'
import type { Console } from './console.ts'
import { setDevice } from './device.ts'
import { pageOf } from './page.ts'
import { redirect } from './reply.ts'
import { setConsoleCookie, tokenOf } from './session.ts'

/**
 * Continues signed in: with a new token, which nobody can have planted, and without the session that the
 * browser had before.
 */
export async function enter(
  console: Console,
  exchange: Exchange,
  { token, maxAgeMs, mxid }: OpenedSession,
  next = console.paths.home,
): Promise<Response> {
  const before = tokenOf(console, exchange)
  if (before !== undefined) await endSession(console.app, before)
  const response = redirect(next)
  setConsoleCookie(response, console, cookieNames.session, { value: token, maxAgeMs })
  if (mxid !== null) {
    setDevice(console, response, mxid)
    // The language of messages to them, too.
    const { catalogue } = pageOf(console, exchange, null)
    await noteLanguage(console.app.db, mxid, catalogue.tag)
  }
  return response
}
