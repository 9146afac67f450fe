import { once } from 'node:events'
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

/** The shipped program in a folder of its own, with an invitation for as many people as want. */
export async function openStage(folder: string, synapse: SynapseAddress): Promise<Stage> {
  await mkdir(folder, { recursive: true })
  const privatePort = await freePort()
  const portal = await onFreePort(async (port) => {
    const config = join(folder, 'latchkey.yaml')
    const text = stringify(settings(synapse, port, privatePort))
    await writeFile(config, text, { mode: 0o600 })
    return startNode([program, 'serve', '--config', config], { folder, port })
  })
  return {
    pid: portal.pid,
    url: portal.url,
    privateUrl: `http://127.0.0.1:${privatePort}`,
    code: await invite(folder),
    [Symbol.asyncDispose]: (): Promise<void> => stop(portal),
  }
}

async function stop(portal: Running): Promise<void> {
  // Whoever is still waiting need not be waited for.
  await portal.stop('SIGKILL')
}

function settings({ url, serverName, sharedSecret }: SynapseAddress, port: number, other: number) {
  return {
    homeserver: { url, server_name: serverName, registration_shared_secret: sharedSecret },
    public: { url: `http://127.0.0.1:${port}`, listen: `127.0.0.1:${port}` },
    private: { listen: `127.0.0.1:${other}` },
    admin: { secret: 'operators-only-0123456789' },
    database: { url: 'sqlite:latchkey.db' },
    log: { level: 'error' },
  }
}

async function invite(folder: string): Promise<string> {
  const args = [program, 'invite', '--uses', 'unlimited', '--config', join(folder, 'latchkey.yaml')]
  const { ok, output } = await run(process.execPath, args)
  const code = /\/i\/(\S+)/.exec(output)?.[1]
  if (!ok || code === undefined) throw new Error(output)
  return code
}

/** A homeserver that takes every connection and never says a word. */
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
