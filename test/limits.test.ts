import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { get, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { startNginx } from './faults/nginx.ts'
import { needs } from './support/parts.ts'
import { openPortal } from './support/portal.ts'

const hour = 3_600_000
const settings = { limits: { wrongCodes: { points: 3, per: hour } } }

/** A request that really comes from another address of this machine. */
async function from(localAddress: string, url: string, headers: Record<string, string> = {}) {
  const asked = get(url, { localAddress, headers, agent: false })
  const [answer]: IncomingMessage[] = await once(asked, 'response')
  answer?.resume()
  return answer?.statusCode
}

const parts = needs('synapse')

describe('behind a real nginx, which appends who is calling', needs('synapse', 'nginx'), () => {
  test('inventing addresses gains nothing, and costs their owners nothing', async () => {
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
})

test(
  'without a proxy in between, what a client says of its address is nothing',
  parts,
  async () => {
    await using portal = await openPortal({ settings: { ...settings, proxies: { trusted: [] } } })
    const statuses: (number | undefined)[] = []
    for (let at = 0; at < 4; at++) {
      const headers = { 'x-forwarded-for': `192.0.2.${at}`, forwarded: `for=192.0.2.${at}` }
      statuses.push(await from('127.0.0.2', `${portal.url}/i/guess-${at}`, headers))
    }
    assert.deepEqual(statuses, [404, 404, 404, 429])
    assert.equal(await from('127.0.0.3', `${portal.url}/i/guess`), 404)
  },
)
