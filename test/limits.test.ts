import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { get as request, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { startNginx } from './faults/nginx.ts'
import { onDatabase } from './support/databases.ts'
import { needs } from './support/parts.ts'
import { openPortal, type TestPortal } from './support/portal.ts'

const hour = 3_600_000
const settings = { limits: { wrongCodes: { points: 3, per: hour } } }

/** A request from a real second address of this machine. */
async function from(localAddress: string, url: string, headers: Record<string, string> = {}) {
  const asked = request(url, { localAddress, headers, agent: false })
  const [answer]: IncomingMessage[] = await once(asked, 'response')
  answer?.resume()
  return answer?.statusCode
}

const parts = needs('synapse')

describe(
  'behind a real nginx, which appends the client’s address',
  needs('synapse', 'nginx'),
  () => {
    test('forged addresses evade no limit, and don’t count against their owners', async () => {
      await using portal = await openPortal({ settings })
      const words = await portal.invite({ words: true })
      const folder = await mkdtemp(join(tmpdir(), 'latchkey-nginx-'))
      const nginx = await startNginx(folder, [portal.url], '$proxy_add_x_forwarded_for')
      const statuses: (number | undefined)[] = []
      for (let at = 0; at < 6; at++) {
        const victim = at < 5 ? '127.0.0.3' : `192.0.2.${at}`
        const headers = { 'x-forwarded-for': `${victim}, 127.0.0.1`, forwarded: `for=${victim}` }
        statuses.push(await from('127.0.0.2', `${nginx.url}/i/guess-${at}`, headers))
      }
      assert.deepEqual(statuses, [404, 404, 404, 429, 429, 429])
      assert.equal(await from('127.0.0.2', `${nginx.url}/i/${words.code}`), 429)
      assert.equal(await from('127.0.0.3', `${nginx.url}/i/${words.code}`), 200)
      await nginx.stop()
      await rm(folder, { recursive: true })
    })
  },
)

test('without a trusted proxy, X-Forwarded-For is ignored', parts, async () => {
  await using portal = await openPortal({ settings: { ...settings, proxies: { trusted: [] } } })
  const statuses: (number | undefined)[] = []
  for (let at = 0; at < 4; at++) {
    const headers = { 'x-forwarded-for': `192.0.2.${at}`, forwarded: `for=192.0.2.${at}` }
    statuses.push(await from('127.0.0.2', `${portal.url}/i/guess-${at}`, headers))
  }
  assert.deepEqual(statuses, [404, 404, 404, 429])
  assert.equal(await from('127.0.0.3', `${portal.url}/i/guess`), 404)
})

/** Sends so many concurrent requests to several portals in turn; returns the count of each status. */
async function flood(
  portals: TestPortal[],
  ask: (portal: TestPortal, at: number) => Promise<number>,
) {
  const asked = Array.from({ length: 400 }, (_, at) =>
    ask(portals[at % portals.length] as TestPortal, at),
  )
  const counts: Record<number, number> = {}
  for (const status of await Promise.all(asked)) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

const get = async (url: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(url, { headers })
  await answer.body?.cancel()
  return answer.status
}

const shared = {
  settings: {
    admin: { secret: 'operators-only-0123456789' },
    limits: { nameChecks: { points: 60, per: hour } },
  },
}

for (const [where, database, workers] of [
  ['three portals on PostgreSQL', 'PostgreSQL', 1],
  ['three workers on SQLite', 'SQLite', 3],
] as const) {
  test(
    `400 concurrent guesses over ${where} never exceed a limit`,
    onDatabase(database, parts),
    async () => {
      await using first = await openPortal({ ...shared, database, workers })
      const databaseUrl = first.app.config.database.url
      await using second = await openPortal({ ...shared, databaseUrl, workers })
      await using third = await openPortal({ ...shared, databaseUrl, workers })
      const portals = [first, second, third]
      const { code } = await first.invite()
      const words = await first.invite({ words: true })
      const wrong = { authorization: 'Bearer wrong' }
      const secrets = await flood(portals, (to) => get(`${to.privateUrl}/api/v1/invites`, wrong))
      assert.deepEqual(secrets, { 401: 10, 429: 390 })
      const names = await flood(portals, (to, at) => get(`${to.url}/i/${code}/name?name=n${at}`))
      assert.deepEqual(names, { 200: 60, 429: 340 })
      const good = await flood(portals, (to) => get(`${to.url}/i/${words.code}`))
      assert.deepEqual(good, { 200: 400 })
      const codes = await flood(portals, (to, at) => get(`${to.url}/i/guess-${at}`))
      assert.deepEqual(codes, { 404: 20, 429: 380 })
      assert.equal(await get(`${second.url}/i/${words.code}`), 429)
      assert.equal(await get(`${third.url}/i/${code}`), 200)
    },
  )
}
