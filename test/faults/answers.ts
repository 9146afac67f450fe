import type { Fault } from './points.ts'

/** A response on its way to the portal. */
export interface Answer {
  status: number
  headers: Record<string, string>
  body: string
}

/** A stand-in's response, as received. */
export function asAnswer({
  status,
  headers = json,
  body,
}: Omit<Answer, 'headers'> & Partial<Answer>) {
  return { status, headers, body }
}

const json = { 'content-type': 'application/json' }
const html = { 'content-type': 'text/html' }

/** Responses of a proxy between the portal and the homeserver. */
export function answerOf(fault: Fault): Answer | undefined {
  switch (fault.replace(' after', '')) {
    case '401':
      return {
        status: 401,
        headers: json,
        body: '{"errcode":"M_UNKNOWN_TOKEN","error":"Unrecognised access token"}',
      }
    case '429':
      return {
        status: 429,
        headers: json,
        body: '{"errcode":"M_LIMIT_EXCEEDED","error":"Too Many Requests","retry_after_ms":1000}',
      }
    case '500':
      return {
        status: 500,
        headers: json,
        body: '{"errcode":"M_UNKNOWN","error":"Internal server error"}',
      }
    case '502 page':
      return { status: 502, headers: html, body: '<h1>502 Bad Gateway</h1>' }
    case '404 page':
      return { status: 404, headers: html, body: '<h1>404 Not Found</h1>' }
    case 'garbage':
      return { status: 200, headers: html, body: '<p>Back soon! {"user_id": nobody}' }
    case 'empty':
      return { status: 200, headers: json, body: '' }
    case 'redirect':
      return { status: 302, headers: { location: '/elsewhere' }, body: '' }
    case 'hidden':
      return {
        status: 401,
        headers: json,
        body: '{"errcode":"M_MISSING_TOKEN","error":"Missing access token"}',
      }
    default:
      return undefined
  }
}
