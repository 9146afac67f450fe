import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from '../../src/programs/run.ts'
import type { Shell } from '../../src/cli/shell.ts'
import { freePort } from '../../tools/server.ts'
import { serverConf } from '../portero/recordings.ts'
import { synapse } from './parts.ts'

const root = mkdtempSync(join(tmpdir(), 'latchkey-portero-'))
process.once('exit', () => rmSync(root, { recursive: true, force: true }))

/** A new empty folder, deleted after the tests. */
export function newFolder(): string {
  return mkdtempSync(join(root, 'folder-'))
}

/** The recorded configuration file with further lines, as the last of two equal keys counts. */
export function writeConf(path: string, added: readonly string[], without?: string): void {
  const kept = serverConf.split('\n').filter((line) => !without || !line.startsWith(without))
  writeFileSync(path, `${kept.join('\n').trimEnd()}\n${added.join('\n')}\n`, { mode: 0o600 })
}

interface Finished {
  status: number
  stdout: string
  stderr: string
}

interface Started {
  finished: Promise<Finished>
  stop: (signal: string) => void
  stderr: () => string
}

/** Runs a command line of the program as `portero`. */
export function start(
  name: string,
  args: readonly string[],
  { cwd, env = {} }: { cwd: string; env?: Record<string, string> },
): Started {
  let stdout = ''
  let stderr = ''
  const { promise, resolve } = Promise.withResolvers<string>()
  const shell: Shell = {
    cwd,
    root: join(cwd, 'root'),
    env,
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
    clock: Date.now,
    random: randomBytes,
    stopped: () => promise,
    surviveSignals: () => {},
  }
  const finished = runCommand(shell, name, args).then((status) => ({ status, stdout, stderr }))
  return { finished, stop: resolve, stderr: () => stderr }
}

export interface Portero extends AsyncDisposable {
  cwd: string
  publicPort: number
  privatePort: number
  publicUrl: string
  privateUrl: string
  stderr: () => string
  /** Requests a link and returns its token. */
  mint: () => Promise<string>
  stop: (signal?: string) => Promise<Finished>
}

interface PorteroOptions {
  /** Lines for the file; the homeserver's URL and the ports are added. */
  added?: readonly string[]
  cwd?: string
  program?: string
  env?: Record<string, string>
}

/** `portero server` on the recorded file, in front of the real Synapse, on free ports. */
export async function openPortero(options: PorteroOptions = {}): Promise<Portero> {
  const { added = [], cwd = newFolder(), program = 'portero', env = {} } = options
  const [publicPort, privatePort] = [await freePort(), await freePort()]
  writeConf(join(cwd, 'server.conf'), [
    `matrix.adminURL = ${synapse().url}/`,
    `matrix.adminSharedSecret = ${synapse().sharedSecret}`,
    `server.publicPort = ${publicPort}`,
    `server.privatePort = ${privatePort}`,
    ...added,
  ])
  const args = ['server', '--configuration-file', 'server.conf']
  const { finished, stop, stderr } = start(program, args, { cwd, env })
  while (!stderr().includes('public server starting')) {
    const ended = await Promise.race([finished, new Promise((resolve) => setTimeout(resolve, 20))])
    assert.equal(ended, undefined, stderr())
  }
  const privateUrl = `http://127.0.0.2:${privatePort}`
  const end = async (signal = 'SIGTERM') => {
    stop(signal)
    return finished
  }
  return {
    cwd,
    publicPort,
    privatePort,
    publicUrl: `http://127.0.0.1:${publicPort}`,
    privateUrl,
    stderr,
    mint: async () => {
      const text = await send('127.0.0.2', privatePort, `GET / HTTP/1.1\nHost: 127.0.0.2\n\n`)
      return /token=([0-9a-f]{64})\r\n/.exec(text)?.[1] ?? assert.fail(text)
    },
    stop: end,
    [Symbol.asyncDispose]: async () => void (await end()),
  }
}

/** Sends raw request text and returns the whole response. */
export async function send(host: string, port: number, request: string): Promise<string> {
  const [head = '', ...body] = request.split('\n\n')
  const lines = head.replace(/\nConnection: close$/m, '').replaceAll('\n', '\r\n')
  const socket = connect(port, host)
  socket.write(`${lines}\r\nConnection: close\r\n\r\n${body.join('\n\n')}`)
  return Buffer.concat(await socket.toArray()).toString()
}
