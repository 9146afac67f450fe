import { getCookie } from 'hono/cookie'
import { serialize } from 'hono/utils/cookie'
import { findSignedIn, type SignedIn } from '../../core/members/session.ts'
import { Problem } from '../../shared/errors.ts'
import { cookieName, cookieNames, cookieOptions } from '../kit/cookies.ts'
import type { Response } from '../kit/fetch/response.ts'
import type { Exchange } from '../kit/route.ts'
import type { Console } from './console.ts'

type Sited = Pick<Console, 'cookieUrl'>

/** The cookie with a session's token, if the browser sent one. */
export function tokenOf({ cookieUrl }: Sited, exchange: Exchange): string | undefined {
  return getCookie(exchange, cookieName(cookieUrl, cookieNames.session))
}

/** Who has signed in with this browser. Problem `unauthorized`. */
export async function signedInOf(console: Console, exchange: Exchange): Promise<SignedIn> {
  const token = tokenOf(console, exchange)
  const found = token === undefined ? undefined : await findSignedIn(console.app, token)
  if (!found) throw new Problem('unauthorized')
  return found
}

/** Sets or, with the age 0, removes a cookie of the console. */
export function setConsoleCookie(
  response: Response,
  { cookieUrl }: Sited,
  name: string,
  { value, maxAgeMs }: { value: string; maxAgeMs: number },
): void {
  const options = cookieOptions(cookieUrl, Math.floor(maxAgeMs / 1000))
  response.headers.append('set-cookie', serialize(cookieName(cookieUrl, name), value, options))
}
