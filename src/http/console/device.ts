import { getCookie } from 'hono/cookie'
import { randomText } from '../../shared/ids.ts'
import { cookieName, cookieNames, openSealed, seal } from '../kit/cookies.ts'
import type { Response } from '../kit/fetch/response.ts'
import type { Exchange } from '../kit/route.ts'
import type { Console } from './console.ts'
import { setConsoleCookie } from './session.ts'

/** How long a browser is known. */
const knownMs = 180 * 24 * 3_600_000

interface Device {
  id: string
  /** Who signed in. */
  mxid: string
  until: number
}

const purpose = 'device'

/** The id of this browser, if this person has signed in with it before. */
export function deviceOf(
  { app, cookieUrl }: Console,
  exchange: Exchange,
  user: string,
): string | null {
  const value = getCookie(exchange, cookieName(cookieUrl, cookieNames.device))
  const device = openSealed(value, app.cookieKey, app.clock(), purpose) as Device | null
  const mxid = user.startsWith('@') ? user : `@${user}:${app.serverName()}`
  return device?.mxid.toLowerCase() === mxid.toLowerCase() ? device.id : null
}

/** Lets the browser be known as this person's. */
export function setDevice(console: Console, response: Response, mxid: string): void {
  const { app } = console
  const device: Device = { id: randomText(app.random, 26), mxid, until: app.clock() + knownMs }
  const value = seal(device, app.cookieKey, purpose)
  setConsoleCookie(response, console, cookieNames.device, { value, maxAgeMs: knownMs })
}
