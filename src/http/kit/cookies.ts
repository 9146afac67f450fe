import { createHmac, timingSafeEqual } from 'node:crypto'
import type { CookieOptions } from 'hono/utils/cookie'

export const cookieNames = {
  /** The attempt key: identifies a second press of the button. */
  attempt: 'latchkey_attempt',
  /** The secret of a way back in: leads this browser to the page of its account. */
  me: 'latchkey_me',
  /** The same until version 0.1, sealed. */
  welcome: 'latchkey_welcome',
  /** The address that somebody gave who has a Matrix account. */
  matrix: 'latchkey_matrix',
  language: 'latchkey_language',
  /** The token of a session of the console. */
  session: 'latchkey_session',
  /** Binds an attempt to sign in to the browser in which it began. */
  signIn: 'latchkey_sign_in',
  /** Shows that somebody has signed in with this browser before: it has attempts of its own. */
  device: 'latchkey_device',
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

/** What a sealed cookie holds. `until`: ms since 1970. */
interface Sealed {
  until: number
}

/** JSON in base64url, a dot, its HMAC-SHA256. `purpose`: keeps one cookie from being taken for another. */
export function seal(content: Sealed, key: string, purpose = ''): string {
  const text = Buffer.from(JSON.stringify(content)).toString('base64url')
  return `${text}.${mac(text, key, purpose).toString('base64url')}`
}

/** What `seal` sealed; null unless signed by us for this purpose and not expired. */
export function openSealed(
  value: string | undefined,
  key: string,
  now: number,
  purpose = '',
): Sealed | null {
  if (value === undefined) return null
  const [text = '', given64 = ''] = value.split('.')
  const given = Buffer.from(given64, 'base64url')
  const right = mac(text, key, purpose)
  if (given.length !== right.length || !timingSafeEqual(given, right)) return null
  const content = JSON.parse(Buffer.from(text, 'base64url').toString()) as Sealed
  return content.until > now ? content : null
}

function mac(text: string, key: string, purpose: string): Buffer {
  const signed = purpose === '' ? text : `${purpose} ${text}`
  return createHmac('sha256', key).update(signed).digest()
}
