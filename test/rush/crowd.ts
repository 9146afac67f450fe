import { setTimeout as pause } from 'node:timers/promises'
import { ownSynapse } from '../homeservers/synapses.ts'
import { openPortal, type TestPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'
import { mePath, newVisitor, type Reply } from '../support/visitor.ts'

/*
 * Many people press the button in a short time, at a Synapse with its default rate limits: 500 profile
 * look-ups per address, then one per second.
 */

export interface Rush {
  people: number
  /** They press at equal intervals within this time. */
  withinMs: number
}

export interface Came {
  /** Every page after the button. */
  seen: ReadonlySet<string>
  /** From the very first press to the end of this person, in ms. */
  afterMs: number
}

export interface Scene extends AsyncDisposable {
  portal: TestPortal
  synapse: { url: string; serverName: string }
}

/** A portal behind a web server, and its Synapse. `isForwarded`: Synapse counts the visitor's address. */
export async function openScene(isForwarded: boolean): Promise<Scene> {
  await using stack = new AsyncDisposableStack()
  const synapse = stack.use(await ownSynapse(undefined, undefined, { isForwarded }))
  const { url, serverName, sharedSecret: registrationSharedSecret } = synapse
  const homeserver = { url, serverName, registrationSharedSecret }
  const settings = { homeserver, proxies: { trusted: ['127.0.0.1'] } }
  const portal = stack.use(await openPortal({ settings }))
  const resources = stack.move()
  return { portal, synapse, [Symbol.asyncDispose]: () => resources.disposeAsync() }
}

/** Looks up a profile so many times, from the portal's address. */
export async function spendLookUps(
  { synapse: { url, serverName } }: Scene,
  times: number,
): Promise<void> {
  const path = `/_matrix/client/v3/profile/${encodeURIComponent(`@nobody:${serverName}`)}`
  await Promise.all(
    Array.from({ length: times }, async () => (await fetch(url + path)).arrayBuffer()),
  )
}

export async function rush({ portal }: Scene, { people, withinMs }: Rush): Promise<Came[]> {
  const { code } = await portal.invite({ uses: people })
  const start = performance.now()
  return Promise.all(
    Array.from({ length: people }, async (_, index) => {
      await pause((withinMs * index) / people)
      const address = `10.${index >> 8}.${index & 255}.7`
      const seen = await comeIn(portal.url, code, address)
      return { seen, afterMs: performance.now() - start }
    }),
  )
}

/** Follows redirects and refreshes as a browser does. */
async function comeIn(url: string, code: string, address: string): Promise<Set<string>> {
  const visitor = newVisitor(url)
  const headers = { 'x-forwarded-for': address }
  await visitor.get(`/i/${code}/account`, headers)
  const fields = { name: newName(), password: 'correct horse battery' }
  const seen = new Set<string>()
  let reply = await visitor.press(`/i/${code}/account`, fields, headers)
  for (;;) {
    const place = reply.headers.get('location')
    const isTicket = place?.endsWith('/ticket') === true
    const refresh = reply.headers.get('refresh')
    if (!isTicket) seen.add(nameOf(reply))
    if (!isTicket && refresh === null) return seen
    if (refresh !== null) await pause(Number(refresh) * 1000)
    reply = await visitor.get(`/i/${code}/ticket`, headers)
  }
}

function nameOf({ status, headers, text }: Reply): string {
  if (status === 200 && headers.has('refresh')) return 'waiting'
  if (mePath.test(headers.get('location') ?? '')) return 'welcome'
  return `${status} ${/<h1[^>]*>([^<]*)/.exec(text)?.[1] ?? headers.get('location') ?? ''}`
}
