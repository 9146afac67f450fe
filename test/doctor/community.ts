import { once } from 'node:events'
import { createServer } from 'node:http'
import type { SignIn } from '../../src/ports/sign-in.ts'
import type { AddressInfo } from 'node:net'
import { examineApps } from '../../src/doctor/apps.ts'
import { openDriver } from '../homeservers/open.ts'
import { type Overrides, testConfig } from '../support/config.ts'
import { wrongs } from './examine.ts'

/** What the sites of a community answer, by `host/path`. */
export type Pages = Record<string, [status: number, body: string, headers?: Record<string, string>]>

export const versions = JSON.stringify({ versions: ['v1.12'] })
export const open = { 'access-control-allow-origin': '*' }
export const file = (base: string) => JSON.stringify({ 'm.homeserver': { base_url: base } })
export const wellKnown = 'example.org/.well-known/matrix/client'

/** What is found where the sites of a community answer so; the network is one server here. */
export async function findIn(pages: Pages, { homeserver, ...settings }: Overrides = {}) {
  const asked: string[] = []
  const server = createServer(({ url = '' }, response) => {
    const [status, body, headers] = pages[url.slice(1)] ?? [404, '']
    asked.push(url.slice(1))
    response.writeHead(status, headers).end(body)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  using stack = new DisposableStack()
  stack.defer(() => server.close())
  stack.defer(() => server.closeAllConnections())
  const local = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const config = testConfig({
    client: { webUrl: 'https://chat.example.org' },
    ...settings,
    homeserver: { url: 'http://127.0.0.1:9', ...homeserver },
    mas: { url: 'http://127.0.0.1:9' },
  })
  const driver = await openDriver({ ...config.homeserver, mas: config.mas })
  const findings = await examineApps({
    config,
    homeserver: driver,
    signIn: nobodyAsked,
    serverName: () => config.homeserver.serverName,
    remarks: { source: '', warnings: [], exposed: [] },
    clock: Date.now,
    random: () => new Uint8Array(),
    fetch: (url, init) => fetch(url.replace(/^https?:\/\//, local), init),
  })
  await driver.close()
  return { found: wrongs(findings), asked }
}

/** The checks of apps don't ask who can sign in to the console. */
const nobodyAsked: SignIn = {
  offers: async () => null,
  byPassword: () => Promise.reject(new Error('not asked')),
  begin: () => Promise.reject(new Error('not asked')),
  finish: () => Promise.reject(new Error('not asked')),
  examine: async () => [],
  close: async () => {},
}
