import { randomText } from '../../shared/ids.ts'
import { cookieNames } from '../kit/cookies.ts'
import type { Exchange } from '../kit/route.ts'
import type { Portal } from './portal.ts'
import { readCookie } from './reply.ts'

/*
 * What a second press is recognised by: a key in a cookie. Where a browser keeps no cookies, the hidden
 * field of the form stands in, and links carry what a cookie would.
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

/** Whether this browser has shown that it keeps cookies. */
export function keepsCookies(portal: Portal, exchange: Exchange): boolean {
  return returnedKey(portal, exchange) !== null
}

/** The key of a form that was posted; a fresh one where neither cookie nor field has one. */
export function postedKey(portal: Portal, exchange: Exchange, field: string | undefined): string {
  const hidden = field !== undefined && pattern.test(field) ? field : null
  return returnedKey(portal, exchange) ?? hidden ?? newKey(portal)
}
