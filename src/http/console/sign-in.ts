import { lookAtLink, signInByLink } from '../../core/members/console-link.ts'
import { endSession, findSignedIn } from '../../core/members/session.ts'
import { safeNext } from '../../shared/console-paths.ts'
import { cookieNames } from '../kit/cookies.ts'
import type { Response } from '../kit/fetch/response.ts'
import type { Exchange } from '../kit/route.ts'
import { browserOf } from './browser.ts'
import type { Console } from './console.ts'
import { redirect, replyWith } from './reply.ts'
import { setConsoleCookie, tokenOf } from './session.ts'
import { linkPage, signInPage } from './views/sign-in.ts'

/** `/console/sign-in`: the ways in. Who has signed in goes on. */
export async function showSignIn(console: Console, exchange: Exchange): Promise<Response> {
  const next = safeNext(console.paths, exchange.req.query('next'))
  const token = tokenOf(console, exchange)
  if (token !== undefined && (await findSignedIn(console.app, token))) return redirect(next)
  return replyWith(signInPage())
}

/** A one-time link only shows a button: previews and scanners open links, too. */
export async function showLink(console: Console, exchange: Exchange): Promise<Response> {
  const secret = exchange.req.param('secret') ?? ''
  const { mxid } = await lookAtLink(console.app, secret)
  return replyWith(linkPage({ action: console.paths.link(secret), mxid }))
}

export async function useLink(console: Console, exchange: Exchange): Promise<Response> {
  const secret = exchange.req.param('secret') ?? ''
  const browser = browserOf(exchange.req.header('user-agent'))
  return enter(console, exchange, await signInByLink(console.app, secret, browser))
}

/** Continues signed in: with a new token, which nobody can have planted, and without the old session. */
async function enter(
  console: Console,
  exchange: Exchange,
  { token, maxAgeMs }: { token: string; maxAgeMs: number },
  next = console.paths.home,
): Promise<Response> {
  const before = tokenOf(console, exchange)
  if (before !== undefined) await endSession(console.app, before)
  const response = redirect(next)
  setConsoleCookie(response, console, cookieNames.session, { value: token, maxAgeMs })
  return response
}

export async function signOut(console: Console, exchange: Exchange): Promise<Response> {
  await endSession(console.app, tokenOf(console, exchange) ?? '')
  const response = redirect(console.paths.signIn())
  setConsoleCookie(response, console, cookieNames.session, { value: '', maxAgeMs: 0 })
  return response
}
