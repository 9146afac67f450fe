import { createHmac, timingSafeEqual } from 'node:crypto'
import { encodeBytes, randomText } from '../../shared/ids.ts'
import type { App } from '../context.ts'

/*
 * The form of a request carries a signed stamp: when it was shown, and a nonce. The secret of the
 * applicant's page follows from the nonce, so pressing twice makes one request, without cookies and
 * without anything stored before the request.
 */

type Key = Pick<App, 'cookieKey'>

/** What the stamp of a form says. */
export interface Stamp {
  /** When the form was shown, in ms. */
  shownAt: number
  nonce: string
}

const stampPattern = /^(?<at>[0-9]{1,15})\.(?<nonce>[0-9a-z]{26})\.(?<mac>[0-9a-z]{52})$/

/** 256 bits. */
export const secretPattern = /^[0-9a-hjkmnp-tv-z]{52}$/

export function newStamp(app: Key & Pick<App, 'clock' | 'random'>): string {
  const signed = `${app.clock()}.${randomText(app.random, 26)}`
  return `${signed}.${macOf(app, 'stamp', signed)}`
}

/** Null unless we made it. */
export function readStamp(app: Key, text: string): Stamp | null {
  const { at = '', nonce = '', mac = '' } = stampPattern.exec(text)?.groups ?? {}
  const right = Buffer.from(macOf(app, 'stamp', `${at}.${nonce}`))
  const given = Buffer.from(mac)
  if (given.length !== right.length || !timingSafeEqual(given, right)) return null
  return { shownAt: Number(at), nonce }
}

/** The secret of the page of the request that a form makes. */
export function secretOf(app: Key, { nonce }: Stamp): string {
  return macOf(app, 'page', nonce)
}

/** What a request keeps of the network that it came from: enough to recognise it. */
export function networkTag(app: Key, network: string): string {
  return macOf(app, 'network', network).slice(0, 26)
}

/** The spaces keep this HMAC apart from those of cookies, whose texts have none. */
function macOf({ cookieKey }: Key, purpose: 'stamp' | 'page' | 'network', text: string): string {
  return encodeBytes(createHmac('sha256', cookieKey).update(`ask ${purpose} ${text}`).digest())
}
