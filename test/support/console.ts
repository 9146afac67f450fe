import { makeConsoleLink } from '../../src/core/members/console-link.ts'
import { shellActor } from '../../src/model/actor.ts'
import { openPortal, type PortalOptions, type TestPortal } from './portal.ts'
import { newVisitor, type Reply, type Visitor } from './visitor.ts'

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

/** Somebody who has signed in to the console. */
export interface SignedIn {
  portal: TestPortal
  visitor: Visitor
  press: (path: string, fields?: Record<string, string>) => Promise<Reply>
  /** The page that a press leads to. */
  follow: (reply: Reply) => Promise<string>
}

/** `mxid` null: an operator without an account. */
export async function signedIn(portal: TestPortal, mxid: string | null = null): Promise<SignedIn> {
  const visitor = await signIn(portal, mxid)
  return {
    portal,
    visitor,
    press: (path, fields = {}) => visitor.press(path, fields, ownPage),
    follow: async ({ headers }) => (await visitor.get(headers.get('location') ?? '')).text,
  }
}
