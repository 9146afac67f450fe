import type { MailReason } from '../model/mail.ts'

/** What nodemailer puts into an error. */
interface SmtpError {
  code?: string
  command?: string
  /** The code of Node or OpenSSL that `code` replaced. */
  originalCode?: string
  responseCode?: number
  message: string
}

/** Codes of OpenSSL and Node for a certificate that is not trusted. */
const certificate =
  /^(ERR_TLS_CERT|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ERR_TLS_DNSNAME)|certificate|altname/i

/** The reason behind an error of a connection. `isContentSent`: as the transcript says. */
export function reasonOf(error: unknown, isContentSent: boolean): MailReason {
  const {
    code = '',
    command = '',
    responseCode = 0,
    originalCode = '',
    message,
  } = error as SmtpError
  const isRefused = responseCode >= 500 && responseCode !== 503
  if (command === 'RCPT TO') return isRefused ? 'recipient_refused' : 'recipient_later'
  if (code === 'EMESSAGE') return isRefused ? 'message_refused' : 'message_later'
  if (isContentSent) return 'broken_off'
  if (command === 'DATA') return 'message_later'
  if (command === 'MAIL FROM') return 'sender_refused'
  if (code === 'EAUTH') return 'auth_refused'
  if (certificate.test(originalCode) || certificate.test(message)) return 'certificate'
  if (code === 'ETLS') return responseCode >= 500 ? 'tls_missing' : 'tls_failed'
  if (/^ERR_(SSL|TLS)/.test(originalCode)) return 'tls_failed'
  if (code === 'ETIMEDOUT' || code === 'EABORT') return 'timeout'
  if (command === 'EHLO' || command === 'HELO' || code === 'EPROTOCOL') return 'greeting_refused'
  if (code === 'ECONNECTION' && responseCode > 0) return 'greeting_refused'
  return /^(ECONN|ESOCKET|EDNS|ENOTFOUND|EHOST|ENET)/.test(code) ? 'unreachable' : 'other'
}
