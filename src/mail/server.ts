import { isLoopback } from '../config/addresses.ts'
import type { Config } from '../model/config.ts'
import { type Mailbox, mailDomain } from '../shared/mail-address.ts'

/** A mail server and its sender, as nodemailer takes them. */
export interface MailServer {
  host: string
  port: number
  /** TLS from the first byte, as with `smtps:`. */
  secure: boolean
  requireTLS: boolean
  ignoreTLS: boolean
  tls: { rejectUnauthorized: boolean }
  auth?: { user: string; pass: string }
  /** What is said in EHLO: the domain of the sender, never the name of this machine. */
  name: string
  from: Mailbox
}

/** The mail server of the configuration; null: mail is off. */
export function mailServerOf({ mail }: Pick<Config, 'mail'>): MailServer | null {
  const { url: text, from, tls } = mail
  if (text === null || from === null) return null
  const url = new URL(text)
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const secure = /^smtps:$/i.test(url.protocol)
  // A mail server on this machine often has a certificate that nobody signed.
  const isStrict = tls === 'required' && !isLoopback(host)
  const user = decodeURIComponent(url.username)
  return {
    host,
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTLS: isStrict && !secure,
    ignoreTLS: tls === 'none',
    tls: { rejectUnauthorized: isStrict },
    ...(user !== '' && { auth: { user, pass: decodeURIComponent(url.password) } }),
    name: mailDomain(from.address),
    from,
  }
}
