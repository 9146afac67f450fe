import { once } from 'node:events'
import { DatabaseSync } from 'node:sqlite'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { program, type Running, startNode } from '../../bench/kit/portal.ts'
import { run } from '../../tools/programs.ts'
import { freePort, onFreePort } from '../../tools/server.ts'
import type { SynapseAddress } from '../../tools/synapse.ts'
import type { Target } from './attacks.ts'

export interface Stage extends Target, AsyncDisposable {
  pid: number
}

/** The shipped program in a new folder, with an unlimited invitation. */
export async function openStage(folder: string, given: Record<string, unknown>): Promise<Stage> {
  await mkdir(folder, { recursive: true })
  const privatePort = await freePort()
  const portal = await onFreePort(async (port) => {
    const config = join(folder, 'latchkey.yaml')
    const text = stringify({ ...settings(port, privatePort), ...given })
    await writeFile(config, text, { mode: 0o600 })
    return startNode([program, 'serve', '--config', config], { folder, port })
  })
  return {
    pid: portal.pid,
    url: portal.url,
    privateUrl: `http://127.0.0.1:${privatePort}`,
    code: await invite(folder),
    full: await fill(folder, await invite(folder)),
    withdrawn: await withdraw(folder, await invite(folder)),
    [Symbol.asyncDispose]: (): Promise<void> => stop(portal),
  }
}

async function stop(portal: Running): Promise<void> {
  // Open connections need no graceful end.
  await portal.stop('SIGKILL')
}

/** The configuration's section for a Synapse. */
export function settingsOf({ url, serverName, sharedSecret }: SynapseAddress) {
  const homeserver = { url, server_name: serverName, registration_shared_secret: sharedSecret }
  return { homeserver }
}

function settings(port: number, other: number) {
  return {
    public: { url: `http://127.0.0.1:${port}`, listen: `127.0.0.1:${port}` },
    private: { listen: `127.0.0.1:${other}` },
    admin: { secret: 'operators-only-0123456789' },
    database: { url: 'sqlite:latchkey.db' },
    log: { level: 'error' },
  }
}

/** The only place is held for the whole run. */
async function fill(folder: string, code: string): Promise<string> {
  using file = new DatabaseSync(join(folder, 'latchkey.db'))
  file.exec('pragma busy_timeout = 5000')
  file.prepare('update invites set max_uses = 1, held = 1 where code = ?').run(code)
  return code
}

async function withdraw(folder: string, code: string): Promise<string> {
  const args = [program, 'invites', 'revoke', code, '--config', join(folder, 'latchkey.yaml')]
  const { ok, output } = await run(process.execPath, args)
  if (!ok) throw new Error(output)
  return code
}

async function invite(folder: string): Promise<string> {
  const args = [program, 'invite', '--uses', 'unlimited', '--config', join(folder, 'latchkey.yaml')]
  const { ok, output } = await run(process.execPath, args)
  const code = /\/i\/(\S+)/.exec(output)?.[1]
  if (!ok || code === undefined) throw new Error(output)
  return code
}

/** A homeserver that accepts every connection and never answers. */
export async function openSilence(): Promise<SynapseAddress & AsyncDisposable> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    socket.resume()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    url: `http://127.0.0.1:${port}`,
    serverName: 'example.test',
    sharedSecret: 'nobody-ever-asks-for-0123',
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
