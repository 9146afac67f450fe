import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { onFreePort, type Server, startServer } from '../../tools/server.ts'
import type { SynapseAddress } from '../../tools/synapse.ts'

/** The built program, as shipped. */
export const program = fileURLToPath(new URL('../../dist/latchkey.js', import.meta.url))

/** A server with the URL at which it answers. */
export interface Running extends Server {
  url: string
}

export interface PortalOptions {
  folder: string
  database: string
  workers?: number
  synapse?: SynapseAddress
}

/** No server listens here: measurements without accounts need none. */
const nobody = {
  url: 'http://127.0.0.1:9',
  serverName: 'example.test',
  sharedSecret: randomBytes(18).toString('hex'),
}

/** Writes latchkey.yaml into `folder` and returns its path. */
export async function configure(
  { folder, database, synapse = nobody }: PortalOptions,
  port: number,
): Promise<string> {
  const settings = {
    homeserver: {
      url: synapse.url,
      server_name: synapse.serverName,
      registration_shared_secret: synapse.sharedSecret,
    },
    public: { url: `http://127.0.0.1:${port}`, listen: `127.0.0.1:${port}` },
    private: { listen: '127.0.0.1:0' },
    database: { url: database },
    community: {
      title: 'Elm Street Garden',
      description: 'Forty plots behind the old station, and more seedlings than anybody needs.',
      rules: 'Be kind: everybody here was new once.\n\n- What is said here stays here.',
    },
    log: { level: 'warn' },
  }
  await mkdir(folder, { recursive: true })
  const path = join(folder, 'latchkey.yaml')
  await writeFile(path, stringify(settings), { mode: 0o600 })
  return path
}

/** The portal on a free port. */
export function startPortal(options: PortalOptions): Promise<Running> {
  const { folder, workers = 1 } = options
  return onFreePort(async (port) => {
    const config = await configure(options, port)
    const args = [program, 'serve', '--config', config, '--workers', String(workers)]
    return startNode(args, { folder, port })
  })
}

/** A Node program of this folder that listens on `port`. */
export async function startNode(
  args: string[],
  { folder, port }: { folder: string; port: number },
): Promise<Running> {
  const url = `http://127.0.0.1:${port}`
  const answers = () =>
    fetch(url).then(
      async (reply) => (await reply.text()) !== '',
      () => false,
    )
  const log = join(folder, 'log')
  const server = await startServer({ command: process.execPath, args, cwd: folder, log, answers })
  return { ...server, url }
}
