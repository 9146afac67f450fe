import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { differences, type Kind } from './portero/differences.ts'
import {
  commandRecordings,
  type HttpRecording,
  httpRecordings,
  type HttpResponse,
  readResponse,
} from './portero/recordings.ts'
import { freePort } from '../tools/server.ts'
import { needs } from './support/parts.ts'
import { newFolder, openPortero, type Portero, send, start, writeConf } from './support/portero.ts'
import { newName } from './support/synapse-client.ts'

const TOKEN = /[0-9a-f]{64}/g
const NOBODYS = '0'.repeat(64)
const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g

/** Values that change from run to run. */
function withoutChance(text: string): string {
  return text.replaceAll(TOKEN, 'TOKEN').replaceAll(INSTANT, 'INSTANT')
}

/** Every difference must be on the list with its reason, and every listed difference must occur. */
function compare(name: string, theirs: object, ours: object): void {
  const allowed = new Set(differences[name]?.what)
  for (const [what, expected] of Object.entries(theirs) as [Kind, unknown][]) {
    const actual = ours[what as keyof typeof ours]
    if (allowed.has(what)) assert.notDeepEqual(actual, expected, `${name}: ${what} is listed`)
    else assert.deepEqual(actual, expected, `${name}: ${what}`)
  }
}

describe('command lines are answered as portero answered them', () => {
  for (const { name, line, added, ...theirs } of commandRecordings()) {
    if (line === 'invite --configuration-file server.conf' && theirs.status === 0) continue
    test(name, async () => {
      const cwd = newFolder()
      const args = line.split(' ').filter((word) => word !== '')
      const file = /\S+\.conf$/.exec(line)?.[0] ?? 'server.conf'
      // A closed port, unless the recording names another.
      const lines = [`server.privatePort = ${await freePort()}`, ...added, ...named(file)]
      if (file === 'empty.conf') writeFileSync(join(cwd, file), '')
      else if (!file.startsWith('/')) writeConf(join(cwd, file), lines, cut(file))
      writeFileSync(join(cwd, 'at1.txt'), 'help\nhelp\n')
      compare(name, theirs, await start('portero', args, { cwd }).finished)
    })
  }
})

/** The configuration of the recordings that are one file each. */
function named(file: string): string[] {
  if (file.includes('bad-port-text')) return ['server.publicPort = abc']
  return file.includes('bad-duration') ? ['server.tokenExpiration = 48 hours'] : []
}

function cut(file: string): string | undefined {
  return file.includes('missing-title') ? 'server.title' : undefined
}

describe('requests are answered as portero answered them', needs('synapse'), () => {
  let portero: Portero
  before(async () => {
    portero = await openPortero()
    const taken = httpRecordings('submit').find(({ name }) => name === 'submit-taken')
    assert.ok(taken)
    await replay(portero, taken, '127.0.0.1', portero.publicPort)
  })
  after(() => portero[Symbol.asyncDispose]())

  for (const recording of httpRecordings('pub').concat(httpRecordings('submit'))) {
    test(recording.name, async () => {
      const { publicPort } = portero
      const ours = await replay(portero, recording, '127.0.0.1', publicPort)
      compare(recording.name, normal(recording.response), normal(ours))
    })
  }

  for (const recording of httpRecordings('priv')) {
    test(recording.name, async () => {
      const { privatePort } = portero
      const ours = await replay(portero, recording, '127.0.0.2', privatePort)
      compare(recording.name, normal(recording.response), normal(ours))
    })
  }

  test('cli-60-invite-ok', async () => {
    const recorded = commandRecordings().find(({ name }) => name === 'cli-60-invite-ok')
    assert.ok(recorded)
    const args = recorded.line.split(' ')
    const ours = await start('portero', args, { cwd: portero.cwd }).finished
    assert.equal(ours.status, recorded.status)
    assert.equal(withoutChance(ours.stdout), withoutChance(recorded.stdout))
    assert.equal(ours.stderr, recorded.stderr)
  })
})

/** Replaces tokens, names and addresses by those of this portal. */
async function replay(
  portero: Portero,
  { request }: HttpRecording,
  host: string,
  port: number,
): Promise<HttpResponse> {
  const fresh = await portero.mint()
  const text = request
    .replaceAll(TOKEN, (token) => (token === NOBODYS ? token : fresh))
    .replaceAll('user_name=ana', `user_name=${newName()}`)
    .replace(/^Host: 127.*$/m, `Host: ${host}:${port}`)
  return readResponse(await send(host, port, withLength(text)))
}

/** The body's length depends on the length of the name. */
function withLength(request: string): string {
  const [, body = ''] = request.split('\n\n')
  return request.replace(/^Content-Length: \d+$/m, `Content-Length: ${Buffer.byteLength(body)}`)
}

function normal({ body, ...rest }: HttpResponse): HttpResponse {
  return { ...rest, body: withoutChance(body) }
}
