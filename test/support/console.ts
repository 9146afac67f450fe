import { makeConsoleLink } from '../../src/core/members/console-link.ts'
import { shellActor } from '../../src/model/actor.ts'
import { openPortal, type PortalOptions, type TestPortal } from './portal.ts'
import { newVisitor, type Visitor } from './visitor.ts'

/** What a browser says of a form of our own page; `public.url` of the test portals. */
export const ownPage = { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-origin' }

/** A portal whose homeserver is never asked. */
export function openQuietPortal(options: PortalOptions = {}): Promise<TestPortal> {
  const { settings = {} } = options
  const homeserver = { url: 'http://127.0.0.1:9', ...settings.homeserver }
  return openPortal({ ...options, settings: { ...settings, homeserver } })
}

/** Signs a browser in by a one-time link; `mxid` null: as an operator without an account. */
export async function signIn(
  portal: TestPortal,
  mxid: string | null = null,
  browser: Visitor = newVisitor(portal.url),
): Promise<Visitor> {
  const secret = await makeConsoleLink(portal.app, mxid, shellActor)
  const reply = await browser.press(`/console/link/${secret}`, {}, ownPage)
  if (reply.status !== 303) throw new Error(`the link was answered ${reply.status}`)
  return browser
}

/** The value of a cookie that a reply sets. */
export function cookieIn(headers: Headers, name: string): string | undefined {
  const line = headers.getSetCookie().find((one) => one.startsWith(`${name}=`))
  return line?.slice(name.length + 1).split(';', 1)[0]
}
