import type { Env, Hono } from 'hono'
import type { Fetch } from './listener.ts'
import { OwnRequest } from './request.ts'
import { Response } from './response.ts'

/** A cast: Hono's types require Node's Response, but its code only passes the value on. */
export function forHono(response: Response | Promise<Response>): globalThis.Response {
  return response as unknown as globalThis.Response
}

/** A Hono app as a fetch handler. HEAD is GET without the body. */
export function fetchOf<E extends Env>(hono: Hono<E>): Fetch {
  const fetch = hono.fetch as unknown as Fetch
  const head: Fetch = async ({ url, headers }, connection) => {
    const got = await fetch(new OwnRequest(url, { headers }), connection)
    const fields = { 'content-length': String(got.length), ...got.fields }
    return new Response(null, { status: got.status, headers: fields })
  }
  return (request, connection) => (request.method === 'HEAD' ? head : fetch)(request, connection)
}
