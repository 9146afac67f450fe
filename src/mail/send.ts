import { createTransport } from 'nodemailer'
import type { MailReason } from '../model/mail.ts'
import type { MailServer } from './server.ts'
import { reasonOf } from './reasons.ts'
import { createTranscript } from './transcript.ts'

export interface OutgoingMail {
  /** The one recipient: an address of our grammar (src/shared/mail-address.ts). */
  to: string
  subject: string
  text: string
  html: string
  /** Without angle brackets. The same at every attempt, so that a doubled mail can be recognised. */
  messageId: string
  /** Language tag. */
  language: string
  /** Milliseconds since 1970. */
  at: number
}

/** `said`: the server's answer, null if it gave none. */
export interface SendResult {
  /** Null: the server has accepted it. */
  reason: MailReason | null
  said: string | null
  transcript: readonly string[]
}

/** A server that says nothing is given up after this, per step and as a whole. */
const [stepMs, wholeMs] = [15_000, 60_000]

/** Longer answers are cut. */
const maxSaidLength = 300

/**
 * Sends one mail over a connection of its own. Never rejects. Loads nodemailer: import this file on
 * demand.
 */
export async function sendMail(
  server: MailServer,
  mail: OutgoingMail,
  signal: AbortSignal,
): Promise<SendResult> {
  return converse(server, signal, async (transport, bounded) => {
    const { response } = await transport.sendMail({ ...contentOf(server, mail), signal: bounded })
    return response
  })
}

/** Connects and signs in, and sends nothing. Never rejects. */
export async function tryServer(server: MailServer): Promise<SendResult> {
  return converse(server, new AbortController().signal, async (transport) => {
    await transport.verify()
    return null
  })
}

function contentOf({ from }: MailServer, mail: OutgoingMail) {
  const { to, subject, text, html, messageId, language, at } = mail
  return {
    envelope: { from: from.address, to: [to] },
    // A copy, because nodemailer writes into it.
    from: { ...from },
    to: { name: '', address: to },
    subject: subject.replaceAll(/[\p{C}\u2028\u2029]+/gu, ' '),
    text,
    html,
    messageId: `<${messageId}>`,
    date: new Date(at),
    // RFC 3834; the second one is what Exchange wants.
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': language,
    },
  }
}

type Transport = ReturnType<typeof createTransport>

async function converse(
  server: MailServer,
  signal: AbortSignal,
  act: (transport: Transport, bounded: AbortSignal) => Promise<string | null>,
): Promise<SendResult> {
  const { from: _, ...options } = server
  const transcript = createTranscript(server.auth ? [server.auth.pass] : [])
  const transport = createTransport({
    ...options,
    connectionTimeout: stepMs,
    greetingTimeout: stepMs,
    socketTimeout: stepMs,
    dnsTimeout: stepMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    transactionLog: true,
    logger: transcript.logger,
  })
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(wholeMs)])
  try {
    const said = await act(transport, bounded)
    return { reason: null, said, transcript: transcript.lines }
  } catch (error) {
    const reason = reasonOf(error, transcript.isContentSent())
    return { reason, said: saidBy(error), transcript: transcript.lines }
  } finally {
    transport.close()
  }
}

function saidBy(error: unknown): string | null {
  const { response, message } = error as { response?: string; message: string }
  return (response ?? message).replaceAll(/[\p{C}\s]+/gu, ' ').slice(0, maxSaidLength)
}
