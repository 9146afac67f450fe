import type { Problem } from '../../shared/errors.ts'
import { retryHeader, statusOf } from '../kit/errors.ts'
import { Response } from '../kit/fetch/response.ts'
import { formHeaders, privateHeaders } from '../kit/headers.ts'
import type { Exchange } from '../kit/route.ts'
import type { Console } from './console.ts'
import { problemPage } from './views/sign-in.ts'

/** A response with a page, which may have forms. */
export function replyWith(page: string, status = 200): Response {
  return new Response(page, { status, headers: formHeaders('en') })
}

/** A redirect to another page. */
export function redirect(location: string): Response {
  const headers = { location, ...privateHeaders('text/plain; charset=utf-8') }
  return new Response(null, { status: 303, headers })
}

/** The page of a refusal. Whoever has to sign in first is led there, and back. */
export function replyProblem(console: Console, exchange: Exchange, problem: Problem): Response {
  const { method, url } = exchange.req
  if (problem.code === 'unauthorized' && (method === 'GET' || method === 'HEAD')) {
    const { pathname, search } = new URL(url)
    return redirect(console.paths.signIn(withPrefix(console, pathname) + search))
  }
  const response = replyWith(problemPage(problem, console.paths), statusOf(problem.code))
  for (const [name, value] of Object.entries(retryHeader(problem))) {
    response.headers.set(name, value)
  }
  return response
}

/** Proxies may strip the prefix of the public URL. */
function withPrefix({ cookieUrl }: Console, path: string): string {
  const prefix = cookieUrl.pathname.replace(/\/$/, '')
  return path.startsWith(`${prefix}/`) ? path : prefix + path
}
