import { getCookie } from 'hono/cookie'
import { attemptMs, finishSignIn, startSignIn } from '../../core/members/sign-in-away.ts'
import type { AwayWay } from '../../ports/sign-in.ts'
import { safeNext } from '../../shared/console-paths.ts'
import { Problem } from '../../shared/errors.ts'
import { randomText } from '../../shared/ids.ts'
import { cookieName, cookieNames } from '../kit/cookies.ts'
import type { Response } from '../kit/fetch/response.ts'
import type { Exchange } from '../kit/route.ts'
import { browserOf } from './browser.ts'
import type { Console } from './console.ts'
import { enter } from './enter.ts'
import { redirect } from './reply.ts'
import { setConsoleCookie } from './session.ts'
import { redirectFault } from './sign-in.ts'

/*
 * A GET, because Content-Security-Policy forbids a form to lead to another site. It and its return are
 * the only ones that write.
 */

/** `/console/sign-in/{oauth|sso}`: leads to the homeserver's own pages. */
export async function leaveToSignIn(console: Console, exchange: Exchange): Promise<Response> {
  const { app, limits, paths } = console
  const { req } = exchange
  const next = safeNext(paths, req.query('next'))
  const way = wayOf(exchange)
  // Where the password form was posted to: a reload, or another language.
  if (way === null) return redirect(paths.signIn(next) + languageOf(exchange))
  await limits.signIns.spend(console.visitor(exchange).network)
  const browserKey = keyOf(console, exchange) ?? randomText(app.random, 26)
  try {
    const returnTo = addressAfter(console, exchange, way)
    const response = redirect(await startSignIn(app, { way, returnTo, browserKey, next }))
    const cookie = { value: browserKey, maxAgeMs: attemptMs }
    setConsoleCookie(response, console, cookieNames.signIn, cookie)
    return response
  } catch (error) {
    return redirectFault(console, error, next)
  }
}

/** `/console/callback/{oauth|sso}`: the way back. */
export async function returnFromSignIn(console: Console, exchange: Exchange): Promise<Response> {
  const { app, limits } = console
  const way = wayOf(exchange)
  if (way === null) throw new Problem('not_found')
  const { address, network } = console.visitor(exchange)
  try {
    const { opened, next } = await finishSignIn(app, {
      way,
      returnTo: addressAfter(console, exchange, way),
      query: exchange.req.query(),
      visitor: address,
      browserKey: keyOf(console, exchange) ?? '',
      browser: browserOf(exchange),
    })
    await limits.signIns.giveBack(network)
    return await enter(console, exchange, opened, safeNext(console.paths, next))
  } catch (error) {
    return redirectFault(console, error, console.paths.home)
  }
}

function wayOf({ req }: Exchange): AwayWay | null {
  const way = req.param('way')
  if (way === 'oauth' || way === 'sso') return way
  if (way === 'password') return null
  throw new Problem('not_found')
}

function languageOf({ req }: Exchange): string {
  const tag = req.query('lang')
  return tag === undefined ? '' : `&lang=${encodeURIComponent(tag)}`
}

function addressAfter({ addressOf }: Console, exchange: Exchange, way: AwayWay): string {
  return `${addressOf(exchange)}/console/callback/${way}`
}

function keyOf({ cookieUrl }: Console, exchange: Exchange): string | undefined {
  return getCookie(exchange, cookieName(cookieUrl, cookieNames.signIn))
}
