import { once } from 'node:events'
import { SMTPServer } from 'smtp-server'

/**
 * What happens to an attempt: its process is killed before or after the server has accepted the mail, the
 * connection is cut, or the mail is refused for now or for good.
 */
export const faults = [
  'killed before',
  'killed after',
  'cut before',
  'cut after',
  'busy recipient',
  'busy content',
  'no such recipient',
] as const
export type Fault = (typeof faults)[number]

/** A mail that the server has accepted. */
export interface Accepted {
  address: string
  messageId: string
  replica: number
  fault: Fault | null
  at: number
}

export interface Outside extends AsyncDisposable {
  url: string
  port: number
  accepted: Accepted[]
  /** The faults of the first, second … attempt to reach an address. */
  script: (faults: ReadonlyMap<string, readonly Fault[]>) => void
  onKill: (kill: (replica: number) => void) => void
  isKilled: (pid: number) => void
  /** When a process of a replica was killed. */
  kills: { replica: number; at: number }[]
}

const busy = (code: number) => Object.assign(new Error('Later'), { responseCode: code })

/** A mail server to which each process signs in by the number of its replica. */
export async function startOutside(): Promise<Outside> {
  const accepted: Accepted[] = []
  const kills: Outside['kills'] = []
  const tries = new Map<string, number>()
  let script: ReadonlyMap<string, readonly Fault[]> = new Map()
  let kill: ((replica: number) => void) | undefined
  const shoot = (user: string) => {
    const replica = Number(user.slice(1))
    kills.push({ replica, at: performance.now() })
    kill?.(replica)
  }
  const running = new Map<string, Fault | null>()
  const server = new SMTPServer({
    logger: false,
    hideSTARTTLS: true,
    allowInsecureAuth: true,
    onAuth: ({ username = '' }, _, done) => done(null, { user: username }),
    onRcptTo: ({ address }, { id, user }, done) => {
      const attempt = tries.get(address) ?? 0
      tries.set(address, attempt + 1)
      const fault = script.get(address)?.[attempt] ?? null
      running.set(id, fault)
      if (fault === 'killed before') shoot(String(user))
      else if (fault === 'cut before') cut(id)
      else if (fault === 'busy recipient') done(busy(451))
      else if (fault === 'no such recipient') done(busy(550))
      else done()
    },
    onData: (stream, { id, user, envelope }, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const fault = running.get(id) ?? null
        if (fault === 'busy content') return done(busy(451))
        const [, messageId = ''] =
          /^Message-ID: (.*)$/im.exec(Buffer.concat(chunks).toString()) ?? []
        const address = envelope.rcptTo[0]?.address ?? ''
        const replica = Number(String(user).slice(1))
        accepted.push({ address, messageId, replica, fault, at: performance.now() })
        if (fault === 'killed after') shoot(String(user))
        else if (fault === 'cut after') cut(id)
        else done()
      })
    },
  })
  const cut = (id: string) => {
    for (const connection of server.connections) if (connection.id === id) connection.close()
  }
  server.on('error', () => {})
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  const { port } = listening.address() as { port: number }
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    accepted,
    script: (next) => void (script = next),
    onKill: (next) => void (kill = next),
    isKilled: () => {},
    kills,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        for (const connection of server.connections) connection.close()
        server.close(() => resolve())
      }),
  }
}
