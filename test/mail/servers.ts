import { EventEmitter, once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { setDefaultCACertificates, getCACertificates } from 'node:tls'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import type { Overrides } from '../support/config.ts'

const read = (name: string) => readFileSync(new URL(`./${name}`, import.meta.url), 'utf8')

/** For 0.0.0.0, which reaches this machine, and is not loopback for the configuration. */
const certificate = read('certificate.pem')
const key = read('key.pem')

/** From now on this process trusts a certificate, by default the one above. */
export function trustCertificate(trusted = certificate): void {
  setDefaultCACertificates([...getCACertificates('default'), trusted])
}

interface Received extends ParsedMail {
  /** The recipients of the envelope. */
  to: ParsedMail['to']
  recipients: string[]
  source: string
}

export interface MailServer extends AsyncDisposable {
  port: number
  /** `smtp://…`, on this machine. */
  url: string
  received: Received[]
  /** The mails to one address. */
  to: (address: string) => Received[]
}

/** What a mail server answers, with its code; undefined: it accepts. */
export interface Faults {
  connect?: () => number | undefined
  from?: () => number | undefined
  recipient?: (address: string) => number | undefined
  data?: () => number | undefined
}

function refusal(code: number | undefined): Error | null {
  if (code === undefined) return null
  return Object.assign(new Error('Not here'), { responseCode: code })
}

/**
 * A server of the ecosystem (smtp-server), whose mails are read by mailparser. `isTrusted`: with the
 * certificate above, instead of the self-signed one that smtp-server brings.
 */
export async function startMailServer(
  faults: Faults = {},
  { isTrusted = true, ...options }: SMTPServerOptions & { isTrusted?: boolean } = {},
): Promise<MailServer> {
  const received: Received[] = []
  const server = new SMTPServer({
    ...(isTrusted && { key, cert: certificate }),
    authOptional: true,
    logger: false,
    onAuth: ({ username, password }, _, done) =>
      username === 'club' && password === 'p@ss:word'
        ? done(null, { user: username })
        : done(refusal(535)),
    onConnect: (_, done) => done(refusal(faults.connect?.())),
    onMailFrom: (_, __, done) => done(refusal(faults.from?.())),
    onRcptTo: ({ address }, _, done) => done(refusal(faults.recipient?.(address))),
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const code = faults.data?.()
        if (code !== undefined) return done(refusal(code))
        const source = Buffer.concat(chunks).toString()
        const recipients = envelope.rcptTo.map(({ address }) => address)
        simpleParser(source, {}, (error, mail) => {
          if (mail) received.push({ ...mail, to: mail.to, recipients, source })
          done(error)
        })
      })
    },
    ...options,
  })
  server.on('error', () => {})
  const listening = server.listen(0)
  await once(listening, 'listening')
  const { port } = listening.address() as { port: number }
  return {
    port,
    url: `smtp${options.secure ? 's' : ''}://127.0.0.1:${port}`,
    received,
    to: (address) => received.filter(({ recipients }) => recipients.includes(address)),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        for (const one of server.connections) one.close()
        server.close(() => resolve())
      }),
  }
}

/** What is answered at each stage; `.`: to the content. */
export type Script = Readonly<
  Partial<
    Record<
      'greeting' | 'EHLO' | 'HELO' | 'STARTTLS' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | '.',
      Answer
    >
  >
>

/** The answer to a command; `hang`: none, `close`: the connection ends. */
type Answer = string

/** A server that says what a script says, for what smtp-server never does. `.`: the end of the content. */
export async function startScripted(
  script: Script,
): Promise<MailServer & { sources: string[]; reached: (stage: string) => Promise<unknown> }> {
  const sources: string[] = []
  const sockets = new Set<Socket>()
  const stages = new EventEmitter()
  const seen = new Set<string>()
  const usual: Record<string, string> = { greeting: '220 here', DATA: '354 go on', QUIT: '221 bye' }
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    const answer = (verb: string) => {
      const said = (script as Record<string, Answer>)[verb] ?? usual[verb] ?? '250 fine'
      seen.add(verb)
      stages.emit(verb)
      if (said === 'close') socket.destroy()
      else if (said !== 'hang') socket.write(`${said}\r\n`)
    }
    let rest = ''
    let isContent = false
    socket.on('data', (chunk) => {
      rest += chunk.toString()
      for (;;) {
        const end = isContent ? rest.indexOf('\r\n.\r\n') : rest.indexOf('\r\n')
        if (end < 0) return
        const text = rest.slice(0, end)
        rest = rest.slice(end + (isContent ? 5 : 2))
        if (isContent) sources.push(text)
        const verb = isContent ? '.' : (text.split(/[ :]/)[0] ?? '').toUpperCase()
        answer(verb)
        isContent = verb === 'DATA' && (script.DATA ?? '354').startsWith('354')
      }
    })
    answer('greeting')
  })
  server.listen(0)
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    received: [],
    to: () => [],
    sources,
    reached: async (stage) => seen.has(stage) || once(stages, stage),
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** The configuration of a mail server. */
export function mailSettings(url: string, more: Overrides['mail'] = {}): Overrides {
  return { mail: { url, from: { name: 'Club', address: 'club@example.org' }, ...more } }
}
