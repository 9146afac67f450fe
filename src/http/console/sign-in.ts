import { lookAtLink, signInByLink } from '../../core/members/console-link.ts'
import { endSession, findSignedIn } from '../../core/members/session.ts'
import { safeNext } from '../../shared/console-paths.ts'
import { Problem } from '../../shared/errors.ts'
import { cookieNames } from '../kit/cookies.ts'
import { retryAfterOf, statusOf } from '../kit/errors.ts'
import type { Response } from '../kit/fetch/response.ts'
import type { Exchange } from '../kit/route.ts'
import { browserOf } from './browser.ts'
import type { Console } from './console.ts'
import { enter } from './enter.ts'
import { pageOf } from './page.ts'
import { redirect, reply } from './reply.ts'
import { setConsoleCookie, tokenOf } from './session.ts'
import { type Fault, faultWords, linkPage, signInPage } from './views/sign-in.ts'

/** `/console/sign-in`: the ways in. Who has signed in goes on. */
export async function showSignIn(console: Console, exchange: Exchange): Promise<Response> {
  const { req } = exchange
  const next = safeNext(console.paths, req.query('next'))
  const token = tokenOf(console, exchange)
  if (token !== undefined && (await findSignedIn(console.app, token))) return redirect(next)
  const fault = req.query('fault')
  return replySignIn(console, exchange, { next, fault: isFault(fault) ? fault : null })
}

/** Whether a code is one that the page with the ways in explains. */
function isFault(word: string | undefined): word is Fault {
  return word !== undefined && Object.hasOwn(faultWords, word)
}

interface SignInReply {
  next: string
  /** What was typed. */
  user?: string
  fault?: Fault | null
  status?: number
  /** Seconds until another attempt makes sense. */
  retryAfter?: number | undefined
}

/** The page with the ways in, and what was wrong with the last attempt. */
async function replySignIn(
  console: Console,
  exchange: Exchange,
  { next, user = '', fault = null, status = 200, retryAfter }: SignInReply,
): Promise<Response> {
  const { app } = console
  const page = pageOf(console, exchange, null)
  const ways = await app.signIn.offers()
  const retryAt = retryAfter === undefined ? null : app.clock() + retryAfter * 1000
  const text = signInPage(page, { ways, next, user, fault, retryAt })
  const response = reply(console, exchange, text, { tag: page.catalogue.tag, status })
  if (retryAfter !== undefined) response.headers.set('retry-after', String(retryAfter))
  return response
}

/** The form again, with what was wrong. Problems of other kinds are thrown. */
export function replyFault(
  console: Console,
  exchange: Exchange,
  error: unknown,
  typed: { next: string; user: string },
): Promise<Response> {
  const { fault, retryAfter } = faultOf(console, error)
  const status = statusOf(fault)
  return replySignIn(console, exchange, { ...typed, fault, status, retryAfter })
}

/** The page with the ways in says why. Its address holds nothing of the attempt. */
export function redirectFault(console: Console, error: unknown, next: string): Response {
  return redirect(`${console.paths.signIn(next)}&fault=${faultOf(console, error).fault}`)
}

/** What the page can explain; its cause, for operators, goes to the log. Other errors are thrown. */
function faultOf(
  { app }: Console,
  error: unknown,
): { fault: Fault; retryAfter: number | undefined } {
  if (!(error instanceof Problem) || !isFault(error.code)) throw error
  const { code, details } = error
  if (details.detail !== undefined) app.log.warn({ code, cause: details.detail }, 'No sign-in')
  return { fault: code, retryAfter: retryAfterOf(error) }
}

/** A one-time link only shows a button: previews and scanners open links, too. */
export async function showLink(console: Console, exchange: Exchange): Promise<Response> {
  const secret = exchange.req.param('secret') ?? ''
  const { mxid } = await lookAtLink(console.app, secret)
  const page = pageOf(console, exchange, null)
  const text = linkPage(page, { action: console.paths.link(secret), mxid })
  return reply(console, exchange, text, { tag: page.catalogue.tag })
}

export async function useLink(console: Console, exchange: Exchange): Promise<Response> {
  const secret = exchange.req.param('secret') ?? ''
  try {
    const opened = await signInByLink(console.app, secret, browserOf(exchange))
    return await enter(console, exchange, opened)
  } catch (error) {
    return redirectFault(console, error, console.paths.home)
  }
}

export async function signOut(console: Console, exchange: Exchange): Promise<Response> {
  await endSession(console.app, tokenOf(console, exchange) ?? '')
  const response = redirect(console.paths.signIn())
  setConsoleCookie(response, console, cookieNames.session, { value: '', maxAgeMs: 0 })
  return response
}
