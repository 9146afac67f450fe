import type { Actor } from '../../model/actor.ts'
import type { Problem, ProblemCode } from '../../shared/errors.ts'
import { readLanguages } from '../../i18n/languages.ts'
import { lookup } from '../../i18n/negotiate.ts'
import { cookieNames } from '../kit/cookies.ts'
import { retryHeader, statusOf } from '../kit/errors.ts'
import { Response } from '../kit/fetch/response.ts'
import { formHeaders, privateHeaders } from '../kit/headers.ts'
import type { Exchange } from '../kit/route.ts'
import type { Console } from './console.ts'
import { pageOf } from './page.ts'
import { setConsoleCookie, signedInOf } from './session.ts'
import { problemPage } from './views/problem.ts'

/** Refusals of somebody who is still signed in, with a database that answers. */
const keepsMenu: ReadonlySet<ProblemCode> = new Set(['forbidden', 'invite_unknown', 'not_found'])

const yearMs = 365 * 24 * 3_600_000

/** A response with a page. Stores a language chosen by link in a cookie. */
export function reply(
  console: Console,
  exchange: Exchange,
  page: string,
  { tag, status = 200 }: { tag: string; status?: number },
): Response {
  const response = new Response(page, { status, headers: formHeaders(tag) })
  const wanted = exchange.req.query('lang')
  const chosen = wanted === undefined ? undefined : lookup(wanted, readLanguages('operator'))
  if (chosen !== undefined) {
    const cookie = { value: chosen, maxAgeMs: yearMs }
    setConsoleCookie(response, console, cookieNames.language, cookie)
  }
  return response
}

/** A redirect to another page. */
export function redirect(location: string): Response {
  const headers = {
    location,
    'referrer-policy': 'no-referrer',
    ...privateHeaders('text/plain; charset=utf-8'),
  }
  return new Response(null, { status: 303, headers })
}

/** The page of a refusal. Whoever has to sign in first is led there, and back. */
export async function replyProblem(
  console: Console,
  exchange: Exchange,
  problem: Problem,
): Promise<Response> {
  const { method, url } = exchange.req
  if (problem.code === 'unauthorized' && (method === 'GET' || method === 'HEAD')) {
    const { pathname, search } = new URL(url)
    return redirect(console.paths.signIn(withPrefix(console, pathname) + search))
  }
  const page = pageOf(console, exchange, await readerOf(console, exchange, problem))
  const { tag } = page.catalogue
  const status = statusOf(problem.code)
  const response = reply(console, exchange, problemPage(page, problem), { tag, status })
  for (const [name, value] of Object.entries(retryHeader(problem))) {
    response.headers.set(name, value)
  }
  return response
}

/** Whoever may not do one thing keeps the menu with what they may. */
async function readerOf(
  console: Console,
  exchange: Exchange,
  { code }: Problem,
): Promise<Actor | null> {
  if (!keepsMenu.has(code)) return null
  return signedInOf(console, exchange).then(
    ({ actor }) => actor,
    () => null,
  )
}

/** Proxies may strip the prefix of the public URL. */
function withPrefix({ cookieUrl }: Console, path: string): string {
  const prefix = cookieUrl.pathname.replace(/\/$/, '')
  return path.startsWith(`${prefix}/`) ? path : prefix + path
}
