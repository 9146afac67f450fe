import { randomText } from '../../shared/ids.ts'
import { cookieNames } from '../kit/cookies.ts'
import type { Exchange } from '../kit/route.ts'
import type { Portal } from './portal.ts'
import { readCookie } from './reply.ts'

/*
 * The key of an attempt identifies a second press. It is in a cookie. Where a browser keeps no cookies, a
 * key in a hidden field of the form stands in.
 */

/** Letters and digits, as `newKey` makes them. */
const pattern = /^[0-9a-z]{32}$/

export function newKey({ app }: Portal): string {
  return randomText(app.random, 32)
}

/** The key in the cookie of the form, if the browser returned it. */
export function returnedKey(portal: Portal, exchange: Exchange): string | null {
  return readCookie(portal, exchange, cookieNames.attempt) ?? null
}

/** The key of a posted form; null if neither cookie nor field came back, so this is no form of ours. */
export function postedKey(
  portal: Portal,
  exchange: Exchange,
  field: string | undefined,
): string | null {
  const hidden = field !== undefined && pattern.test(field) ? field : null
  return returnedKey(portal, exchange) ?? hidden
}
