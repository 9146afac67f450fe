import type { MailReason } from '../model/mail.ts'

/** For the command line and the doctor: what happened, and what to do. */
const sentences: Record<MailReason, readonly [what: string, advice: string]> = {
  mail_off: ['No mail server is configured.', 'Set mail.url and mail.from.'],
  unreachable: ['The mail server can’t be reached.', 'Check host and port in mail.url.'],
  timeout: [
    'The mail server did not answer in time.',
    'Check the port in mail.url, and firewalls: many networks block port 25.',
  ],
  greeting_refused: [
    'The mail server refuses to talk to this machine.',
    'Its answer says why; perhaps it wants another port, or takes this machine for a source of spam.',
  ],
  tls_missing: [
    'The mail server offers no encryption (STARTTLS).',
    'Use its port 587 or smtps:// in mail.url, or set mail.tls: opportunistic.',
  ],
  certificate: [
    'The certificate of the mail server is not valid.',
    'Use a name of the certificate in mail.url. For a certificate authority of your own set NODE_EXTRA_CA_CERTS.',
  ],
  tls_failed: [
    'The encryption with the mail server failed.',
    'Use port 465 with smtps://, and 587 with smtp://.',
  ],
  auth_refused: [
    'The mail server refuses user or password.',
    'Check them in mail.url. In a password write %40 for @, and %2F for /.',
  ],
  sender_refused: [
    'The mail server refuses the sender.',
    'Set mail.from to an address that this user may send for.',
  ],
  recipient_later: [
    'The mail server does not take mail for this address right now.',
    'Try again in some minutes.',
  ],
  recipient_refused: [
    'The mail server refuses this address for good.',
    'Check the address; the answer says why.',
  ],
  message_later: ['The mail server does not take this mail right now.', 'Try again later.'],
  message_refused: ['The mail server refuses this mail for good.', 'Its answer says why.'],
  broken_off: [
    'The connection broke after the mail was sent.',
    'It may have been accepted: look whether it has arrived.',
  ],
  other: ['The mail could not be sent.', 'The transcript shows how far it went.'],
}

/** Null: it was accepted. */
export function explainReason(reason: MailReason | null): string {
  return reason === null ? 'The mail server has accepted the mail.' : sentences[reason].join(' ')
}

export function adviceOn(reason: MailReason): { what: string; advice: string } {
  const [what, advice] = sentences[reason]
  return { what, advice }
}
