import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { freePort } from '../../tools/server.ts'
import { webServers } from '../deploy/web-server.ts'
import { examine } from '../doctor/examine.ts'
import { needs } from '../support/parts.ts'
import { openPortal } from '../support/portal.ts'

/** An edge of somebody else's: it calls the web server from an address that no network card here has. */
async function openEdge(port: number, headers: Record<string, string>) {
  const server = createServer((asked, answer) => {
    const { url: path, method } = asked
    const passed = request(
      { port, path, method, headers, localAddress: '127.0.0.2' },
      (response) => {
        answer.writeHead(response.statusCode ?? 0, response.headers)
        response.pipe(answer)
      },
    )
    passed.end()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

interface Way {
  /** What the edge sends; null: people come straight to nginx. */
  headers: Record<string, string> | null
  trusted?: string[]
}

/** What the doctor finds where people come by an edge, nginx and the portal. */
async function found({ headers, trusted = ['127.0.0.1'] }: Way): Promise<string> {
  const port = await freePort()
  await using edge = await openEdge(port, headers ?? {})
  const settings = {
    homeserver: { url: 'http://127.0.0.1:9', serverName: 'example.org' },
    public: {
      url: headers === null ? `http://127.0.0.1:${port}` : edge.url,
      listen: { host: '127.0.0.1', port: await freePort() },
    },
    proxies: { trusted },
  }
  await using portal = await openPortal({ settings })
  const file = 'deploy/nginx/own-host.conf'
  await using _ = await webServers.nginx.start({ file, port, portal: portal.url })
  const [one] = (await examine(portal.app)).filter(({ code }) => code === 'visitor_address')
  return `${one?.severity}: ${one?.sentence} ${one?.advice}`
}

const visitor = '127.0.0.1'

test(
  'the visitor’s address is right only if it is the one that the doctor called from, and an edge’s is not',
  needs('nginx'),
  async () => {
    assert.match(await found({ headers: null }), /^fine: .* 127\.0\.0\.1, from which the doctor/)
    const edges: [Way, RegExp][] = [
      [{ headers: {} }, /^warning: The portal takes 127\.0\.0\.2 .* called from this machine/],
      [
        { headers: { 'x-forwarded-for': visitor } },
        /^warning: .* takes 127\.0\.0\.2 .* x-forwarded-for says 127\.0\.0\.1, .* Add 127\.0\.0\.2/,
      ],
      [
        { headers: { 'cf-connecting-ip': visitor } },
        /^warning: .* cf-connecting-ip says 127\.0\.0\.1, .* overwrites .* append/,
      ],
      [
        { headers: { 'x-forwarded-for': '172.68.1.9' }, trusted: ['127.0.0.0/8'] },
        /^warning: .* takes 172\.68\.1\.9 of Cloudflare's edge .*cloudflare\.com\/ips/,
      ],
      [
        { headers: { 'x-forwarded-for': '198.51.100.7' }, trusted: ['127.0.0.0/8'] },
        /^warning: .* takes 198\.51\.100\.7 .* called from this machine/,
      ],
    ]
    for (const [way, told] of edges) assert.match(await found(way), told)
    const mended = { headers: { 'x-forwarded-for': visitor }, trusted: ['127.0.0.0/8'] }
    assert.match(await found(mended), /^fine: /)
  },
)
