import { createHmac, timingSafeEqual } from 'node:crypto'
import type { CookieOptions } from 'hono/utils/cookie'
import type { HandOver } from '../../ports/homeserver.ts'

export const cookieNames = {
  /** Ties a second press of the button to the first. */
  attempt: 'latchkey_attempt',
  /** Lets the hand-off page come back after a reload or a visit to the app store. */
  welcome: 'latchkey_welcome',
  language: 'latchkey_language',
} as const

/**
 * The name under which a browser is given a cookie. Under https the prefix has it take the cookie from
 * this site alone, never from a neighbour or over plain http (RFC 6265bis, 4.1.3).
 */
export function cookieName(publicUrl: URL, name: string): string {
  if (publicUrl.protocol !== 'https:') return name
  return `${publicUrl.pathname === '/' ? '__Host-' : '__Secure-'}${name}`
}

/** Attributes of all our cookies, for a portal at `publicUrl`; `seconds`: how long they live. */
export function cookieOptions(publicUrl: URL, seconds: number): CookieOptions {
  return {
    httpOnly: true,
    secure: publicUrl.protocol === 'https:',
    sameSite: 'Lax',
    path: publicUrl.pathname,
    maxAge: seconds,
  }
}

/** Whom the hand-off page belongs to. */
export interface Welcome {
  name: string
  invite: string
  /** Milliseconds since 1970. */
  until: number
  /** The rest is done at the homeserver's own pages. */
  handOver?: HandOver
  /** An administrator of the homeserver has to let them in. */
  awaitsApproval?: boolean
}

/** The value of the welcome cookie: JSON in base64url, a dot, its HMAC-SHA256. */
export function sealWelcome(welcome: Welcome, key: string): string {
  const text = Buffer.from(JSON.stringify(welcome)).toString('base64url')
  return `${text}.${mac(text, key).toString('base64url')}`
}

/** What a cookie says, if we sealed it and its time isn't over. */
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
