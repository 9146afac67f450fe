import { lookAtLink, signInByLink } from '../../core/members/console-link.ts'
import { endSession, findSignedIn } from '../../core/members/session.ts'
import { safeNext } from '../../shared/console-paths.ts'
import type { Problem } from '../../shared/errors.ts'
import { cookieNames } from '../kit/cookies.ts'
import { retryAfterOf, retryHeader, statusOf } from '../kit/errors.ts'
import type { Response } from '../kit/fetch/response.ts'
import type { Exchange } from '../kit/route.ts'
import { browserOf } from './browser.ts'
import type { Console } from './console.ts'
import { enter } from './enter.ts'
import { redirect, replyWith } from './reply.ts'
import { setConsoleCookie, tokenOf } from './session.ts'
import { linkPage, signInPage } from './views/sign-in.ts'

/** `/console/sign-in`: the ways in. Who has signed in goes on. */
export async function showSignIn(console: Console, exchange: Exchange): Promise<Response> {
  const next = safeNext(console.paths, exchange.req.query('next'))
  const token = tokenOf(console, exchange)
  if (token !== undefined && (await findSignedIn(console.app, token))) return redirect(next)
  return replySignIn(console, exchange, { next })
}

interface SignInReply {
  next: string
  /** What was typed. */
  user?: string
  problem?: Problem
}

/** The page with the ways in, and what was wrong with the last attempt. */
export async function replySignIn(
  console: Console,
  _exchange: Exchange,
  { next, user = '', problem }: SignInReply,
): Promise<Response> {
  const ways = await console.app.signIn.offers()
  const retryAt = problem && retryAtOf(problem, console.app.clock())
  const page = signInPage(console.paths, {
    ways,
    next,
    user,
    problem: problem?.code ?? null,
    retryAt: retryAt ?? null,
  })
  const response = replyWith(page, problem ? statusOf(problem.code) : 200)
  for (const [name, value] of Object.entries(problem ? retryHeader(problem) : {})) {
    response.headers.set(name, value)
  }
  return response
}

function retryAtOf(problem: Problem, now: number): number | null {
  const seconds = retryAfterOf(problem)
  return seconds === undefined ? null : now + seconds * 1000
}

/** A one-time link only shows a button: previews and scanners open links, too. */
export async function showLink(console: Console, exchange: Exchange): Promise<Response> {
  const secret = exchange.req.param('secret') ?? ''
  const { mxid } = await lookAtLink(console.app, secret)
  return replyWith(linkPage({ action: console.paths.link(secret), mxid }))
}

export async function useLink(console: Console, exchange: Exchange): Promise<Response> {
  const secret = exchange.req.param('secret') ?? ''
  return enter(console, exchange, await signInByLink(console.app, secret, browserOf(exchange)))
}

export async function signOut(console: Console, exchange: Exchange): Promise<Response> {
  await endSession(console.app, tokenOf(console, exchange) ?? '')
  const response = redirect(console.paths.signIn())
  setConsoleCookie(response, console, cookieNames.session, { value: '', maxAgeMs: 0 })
  return response
}
