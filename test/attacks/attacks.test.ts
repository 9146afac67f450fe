import { shellActor } from '../../src/model/actor.ts'
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, test } from 'node:test'
import { waitFor } from '../../src/shared/wait.ts'
import { needs } from '../support/parts.ts'
import { openPortal, type TestPortal } from '../support/portal.ts'
import { newVisitor } from '../support/visitor.ts'
import { revokeInvite } from '../../src/core/invites/invites.ts'
import { attacks } from './attacks.ts'
import { openMasStage } from './mas-stage.ts'
import { openSilence } from './stage.ts'
import type { Tally } from './crowd.ts'

const secret = 'operators-only-0123456789'

/**
 * The results of a smaller attack while five people open the invitation. It runs until it has an effect,
 * however slow the machine is.
 */
async function under(
  name: string,
  clients: number,
  portal: TestPortal,
  isFelt: () => boolean = () => true,
): Promise<Tally> {
  const attack = attacks[name]
  assert.ok(attack, name)
  const { code } = await portal.invite({ uses: null })
  const home = new AbortController()
  const [full, withdrawn] = [await fill(portal), await withdraw(portal)]
  const target = { url: portal.url, privateUrl: portal.privateUrl, code, full, withdrawn }
  const met = attack.run(target, { clients, signal: home.signal })
  for (let people = 0; people < 5; people++) {
    assert.equal((await newVisitor(portal.url).get(`/i/${code}`)).status, 200)
  }
  await waitFor(30_000, async () => isFelt() || undefined)
  return until(met, home)
}

/** The only place is held for the whole test. */
async function fill({ app, invite }: TestPortal): Promise<string> {
  const { id, code } = await invite()
  await app.db.updateTable('invites').set({ held: 1 }).where('id', '=', id).execute()
  return code
}

async function withdraw({ app, invite }: TestPortal): Promise<string> {
  const { id, code } = await invite()
  await revokeInvite(app, id, shellActor)
  return code
}

/** The attack stops at the earliest after the first attacker can have a result. */
async function until(met: Promise<Tally>, home: AbortController): Promise<Tally> {
  setTimeout(() => home.abort(), 600)
  return met
}

describe('under attack a visitor gets the page', needs('synapse'), () => {
  const waits = { 'half a request': 200, 'half a form': 200, 'one byte a second': 50 }
  for (const [name, clients] of Object.entries({ ...waits, 'idle connections': 200 })) {
    test(`while ${clients} clients are at it: ${name}`, async () => {
      await using portal = await openPortal()
      assert.deepEqual([...(await under(name, clients, portal))], [['still there', clients]])
    })
  }

  const refused = {
    'bodies of 30 MB': '413',
    'endless bodies': '413',
    'thousands of headers': '431',
    'thousands of fields': '400',
  }
  for (const [name, status] of Object.entries(refused)) {
    test(`while ${name} come, which are answered ${status}`, async () => {
      await using portal = await openPortal()
      const met = await under(name, 4, portal)
      assert.ok((met.get(status) ?? 0) >= 4, JSON.stringify([...met]))
      met.delete('still there')
      assert.deepEqual([...met.keys()], [status])
    })
  }

  const limited = {
    'wrong codes from one network': ['404', 20],
    'names probed with one invitation': ['200', 60],
    'wrong admin secrets': ['401', 10],
  } as const
  for (const [name, [status, most]] of Object.entries(limited)) {
    test(`while somebody tries: ${name}, until a limit stops them`, async () => {
      await using portal = await openPortal({ settings: { admin: { secret } } })
      const isLimited = () => portal.logged().includes('"limit":')
      const met = await under(name, 16, portal, isLimited)
      const tries = met.get(status) ?? 0
      assert.ok(tries >= most && tries < most + 16, JSON.stringify([...met]))
      assert.ok(met.has('429'))
      assert.match(portal.logged(), /"limit":"\w+","network":"127.0.0.1"/)
    })
  }
})

/** Results of an attack, without the attackers that were stopped. */
function statusesOf(met: Tally): string[] {
  met.delete('still there')
  return [...met.keys()].toSorted()
}

describe(
  'the places, queue entries and computation of a stranger are bounded',
  needs('synapse'),
  () => {
    test('400 concurrent guesses get as many answers as the limit allows', async () => {
      await using portal = await openPortal()
      const isLimited = () => portal.logged().includes('"limit":')
      const met = await under('400 guesses at once', 400, portal, isLimited)
      assert.equal(met.get('404'), 20)
    })

    test('a QR code is rendered once, and never for a withdrawn invitation', async () => {
      await using portal = await openPortal()
      assert.deepEqual(statusesOf(await under('QR codes', 64, portal)), ['200'])
      const met = await under('QR codes of a withdrawn invitation', 64, portal)
      assert.deepEqual(statusesOf(met), ['410'])
    })

    test('requests for a full invitation do not wait after the network has used up its waits', async () => {
      const redemptions = { wait: 3_000 }
      await using portal = await openPortal({ settings: { redemptions } })
      const isLimited = () => portal.logged().includes('"limit":"failedPosts"')
      const met = await under('presses on a full invitation', 200, portal, isLimited)
      assert.deepEqual(statusesOf(met), ['503'])
      assert.ok((met.get('503') ?? 0) >= 170)
      const rows = await portal.app.db.selectFrom('redemptions').selectAll().execute()
      assert.deepEqual(rows, [])
    })

    test('a network can queue 250 requests if the homeserver hangs, whatever its cookies', async () => {
      await using silence = await openSilence()
      await using portal = await openPortal({ homeserverUrl: silence.url })
      const busy = () => portal.app.db.selectFrom('redemptions').selectAll().execute()
      const met = await under('a queue of presses with long cookies', 300, portal)
      assert.ok((met.get('503') ?? 0) >= 50)
      assert.ok((await busy()).length <= 250)
    })

    test('a name on which an operator’s pattern is slow is refused in time', async () => {
      const names = { pattern: '^([a-z0-9._-]+|(q+)+)$' }
      await using portal = await openPortal({ settings: { names } })
      assert.deepEqual(statusesOf(await under('names on which a pattern is slow', 2, portal)), [
        '200',
      ])
    })

    test('a long password is checked in pieces', async () => {
      await using portal = await openPortal()
      assert.deepEqual(statusesOf(await under('long weak passwords', 4, portal)), ['422'])
    })

    test('one network can have ten unfinished accounts', async () => {
      await using stage = await openMasStage()
      const { homeserver, mas } = stage.settings
      await using portal = await openPortal({
        settings: {
          homeserver: { ...homeserver, serverName: homeserver.server_name },
          mas: { url: mas.url, clientId: mas.client_id, clientSecret: mas.client_secret },
        },
      })
      const met = await under('half-made accounts', 32, portal)
      assert.deepEqual(statusesOf(met), ['303', '429'])
      assert.equal(met.get('303'), 10)
    })
  },
)

test('a client that pipelines too many requests is disconnected', needs('synapse'), async () => {
  await using portal = await openPortal()
  const { port } = new URL(portal.url)
  const socket = connect(Number(port), '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(500))
  socket.resume()
  await once(socket, 'close')
  const asked = await portal.app.metrics.requests.get()
  const counts = asked.values.filter(({ metricName }) => metricName?.endsWith('_count'))
  assert.ok(counts.reduce((sum, { value }) => sum + value, 0) <= 17)
})

test('a few pipelined requests are all answered', needs('synapse'), async () => {
  await using portal = await openPortal()
  const socket = connect(Number(new URL(portal.url).port), '127.0.0.1')
  const last = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(7) + last)
  const answers = Buffer.concat(await socket.toArray()).toString()
  assert.equal(answers.match(/HTTP\/1\.1 200 OK/g)?.length, 8)
})
