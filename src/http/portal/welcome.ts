import { wayBackOf } from '../../core/people/ways-back.ts'
import { findLastOf } from '../../store/held.ts'
import { cookieNames, openSealed } from '../kit/cookies.ts'
import type { Response } from '../kit/fetch/response.ts'
import type { Exchange } from '../kit/route.ts'
import { replyOver } from './me.ts'
import type { Portal } from './portal.ts'
import { readCookie } from './reply.ts'
import { answerMade, toMe } from './way-back.ts'

/** Leads this browser to the page of the account that it made. */
export async function showWelcome(portal: Portal, exchange: Exchange): Promise<Response> {
  const secret = readCookie(portal, exchange, cookieNames.me)
  if (secret !== undefined && (await wayBackOf(portal.app, secret))) {
    return toMe(portal, exchange, secret)
  }
  const account = await accountBefore(portal, exchange)
  return account === undefined
    ? replyOver(portal, exchange)
    : answerMade(portal, exchange, { account, again: true })
}

/**
 * Version 0.1 sealed the name in a cookie, or in the link, for a day: people in the middle of an upgrade find
 * their page, too.
 */
async function accountBefore(portal: Portal, exchange: Exchange): Promise<string | undefined> {
  const { app } = portal
  const given = [readCookie(portal, exchange, cookieNames.welcome), exchange.req.query('in')]
  const [sealed] = given.flatMap((one) => openSealed(one, app.cookieKey, app.clock()) ?? [])
  if (!sealed) return undefined
  const { invite, name } = sealed as typeof sealed & { invite: string; name: string }
  return (await findLastOf(app.db, invite, name))?.id
}
