import { createHmac, timingSafeEqual } from 'node:crypto'
import type { CookieOptions } from 'hono/utils/cookie'
import type { HandOver } from '../../ports/homeserver.ts'

export const cookieNames = {
  /** The attempt key: identifies a second press of the button. */
  attempt: 'latchkey_attempt',
  /** Shows the hand-off page again after a reload or a visit to the app store. */
  welcome: 'latchkey_welcome',
  language: 'latchkey_language',
  /** The token of a session of the console. */
  session: 'latchkey_session',
} as const

/**
 * The full name of a cookie. With https the `__Host-`/`__Secure-` prefix makes the browser reject it from
 * other hosts and over plain http (RFC 6265bis, 4.1.3).
 */
export function cookieName(publicUrl: URL, name: string): string {
  if (publicUrl.protocol !== 'https:') return name
  return `${publicUrl.pathname === '/' ? '__Host-' : '__Secure-'}${name}`
}

/** Attributes of all our cookies, for a portal at `publicUrl`. `seconds`: Max-Age. */
export function cookieOptions(publicUrl: URL, seconds: number): CookieOptions {
  return {
    httpOnly: true,
    secure: publicUrl.protocol === 'https:',
    sameSite: 'Lax',
    path: publicUrl.pathname,
    maxAge: seconds,
  }
}

/** The person whose hand-off page a browser may see. */
export interface Welcome {
  name: string
  invite: string
  /** Milliseconds since 1970. */
  until: number
  /** The person continues on the homeserver's own pages. */
  handOver?: HandOver
  /** An administrator of the homeserver has to approve the account. */
  awaitsApproval?: boolean
}

/** The value of the welcome cookie: JSON in base64url, a dot, its HMAC-SHA256. */
export function sealWelcome(welcome: Welcome, key: string): string {
  const text = Buffer.from(JSON.stringify(welcome)).toString('base64url')
  return `${text}.${mac(text, key).toString('base64url')}`
}

/** The content of a welcome cookie; null unless signed by us and not expired. */
export function openWelcome(value: string | undefined, key: string, now: number): Welcome | null {
  if (value === undefined) return null
  const [text = '', seal = ''] = value.split('.')
  const given = Buffer.from(seal, 'base64url')
  const right = mac(text, key)
  if (given.length !== right.length || !timingSafeEqual(given, right)) return null
  const welcome = JSON.parse(Buffer.from(text, 'base64url').toString()) as Welcome
  return welcome.until > now ? welcome : null
}

function mac(text: string, key: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
