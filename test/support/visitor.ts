import { setTimeout as pause } from 'node:timers/promises'
import { newAddress } from './address.ts'

/** A minimal browser: keeps cookies, polls the waiting page, follows no other redirect. */
export interface Visitor {
  get: (path: string, headers?: Record<string, string>) => Promise<Reply>
  /** Submits the form and returns the first response, which may redirect to the waiting page. */
  press: (
    path: string,
    fields: Record<string, string>,
    headers?: Record<string, string>,
  ) => Promise<Reply>
  /** Submits the form and returns the final response. */
  post: (
    path: string,
    fields: Record<string, string>,
    headers?: Record<string, string>,
  ) => Promise<Reply>
  /** The page after the button, as this browser finds it again. */
  welcome: (query?: string) => Promise<Reply>
  /** The same browser at another portal of the same name. */
  at: (url: string) => Visitor
}

export interface Reply {
  status: number
  headers: Headers
  text: string
}

/** Where the button leads to: the page of the new account. */
export const mePath = /^\/me\/[0-9a-hjkmnp-tv-z]{52}$/

/** Maximum number of polls of the waiting page. */
const maxPolls = 100

/**
 * `address`: the visitor's address in X-Forwarded-For; by default a unique one. A request with its own
 * X-Forwarded-For keeps that.
 */
export function newVisitor(
  url: string,
  address = newAddress(),
  cookies = new Map<string, string>(),
): Visitor {
  const send = async (path: string, init: RequestInit): Promise<Reply> => {
    const headers = new Headers(init.headers)
    if (!headers.has('x-forwarded-for')) headers.set('x-forwarded-for', address)
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    if (cookie) headers.set('cookie', cookie)
    const response = await fetch(url + path, { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    return { status: response.status, headers: response.headers, text: await response.text() }
  }
  const get = (path: string, headers: Record<string, string> = {}) => send(path, { headers })
  /** Polls the waiting page, as its reload does, until the result is there. */
  const collect = async (reply: Reply): Promise<Reply> => {
    const ticket = reply.headers.get('location')
    if (!ticket || !/\/ticket(?:\?|$)/.test(ticket)) return reply
    for (let visits = 1; ; visits++) {
      const { pathname, search } = new URL(ticket, url)
      const answer = await get(pathname + search)
      const next = answer.headers.get('location')
      // This portal knows no result: it leads back to the form, or to a final page.
      if (next?.endsWith('/account')) return get(new URL(next, url).pathname)
      // Undecided: somebody may press again meanwhile.
      const isUndecided = answer.text.includes('still finding out')
      if (!answer.headers.has('refresh') || isUndecided || visits === maxPolls) return answer
      await pause(100)
    }
  }
  const press = (path: string, fields: Record<string, string>, headers = {}) =>
    send(path, { method: 'POST', body: new URLSearchParams(fields), headers })
  return {
    get,
    press,
    post: async (path, fields, headers) => collect(await press(path, fields, headers)),
    async welcome(query = '') {
      const reply = await get('/welcome')
      const place = reply.headers.get('location')
      return place === null ? reply : get(place + query)
    },
    at: (other) => newVisitor(other, address, cookies),
  }
}

/** Opens the invitation and its form as a person does, then presses the button. */
export async function join(
  visitor: Visitor,
  code: string,
  fields: Record<string, string>,
): Promise<Reply> {
  await visitor.get(`/i/${code}`)
  await visitor.get(`/i/${code}/account`)
  return visitor.post(`/i/${code}/account`, fields)
}
