import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import type { ExitCode, Shell } from '../../cli/shell.ts'
import { explain } from '../../shared/explain.ts'
import { type Fault, tellFaults } from './fault.ts'
import { loadFile } from './load.ts'
import type { Say } from './say.ts'

/** Asks the running server for a link, through its private port, and prints what it answers. */
export async function invite(shell: Shell, say: Say, path: string): Promise<ExitCode> {
  const file = await loadFile(shell, say, path)
  if (file === null) return 1
  try {
    const { privateAddress: host, privatePort: port } = file.settings
    const { status, body } = await ask(reachable(host), port)
    if (status < 300) {
      shell.stdout.write(`${body}\n`)
      return 0
    }
    say.invite('error', `Server returned: ${status}`)
  } catch (error) {
    for (const line of tellFaults([faultOf(error)])) say.main('error', line)
  }
  return 1
}

/** Uses node:http, because fetch adds a browser header, and the listener refuses browsers. */
async function ask(host: string, port: number): Promise<{ status: number; body: string }> {
  const request = get({ host, port, path: '/', signal: AbortSignal.timeout(30_000) })
  const [response]: [IncomingMessage] = (await once(request, 'response')) as [IncomingMessage]
  const body = Buffer.concat(await response.toArray()).toString()
  return { status: response.statusCode ?? 0, body }
}

/** A server on all addresses is reached by the loopback address. */
function reachable(host: string): string {
  return host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
}

function faultOf(error: unknown): Fault {
  const { code } = error as NodeJS.ErrnoException
  const message = code === 'ECONNREFUSED' ? 'null' : explain(error)
  const connect: Fault = { type: 'java.net.ConnectException', message }
  if (code !== 'ECONNREFUSED') return connect
  const closed = { type: 'java.nio.channels.ClosedChannelException', message }
  return { ...connect, cause: { ...connect, cause: closed } }
}
