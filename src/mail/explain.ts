import type { MailReason } from '../model/mail.ts'

/** For the command line and the doctor: what happened, and what to do. */
const sentences: Record<MailReason, string> = {
  mail_off: 'No mail server is configured. Set mail.url and mail.from.',
  unreachable: 'The mail server can not be reached. Check host and port in mail.url.',
  timeout: 'The mail server did not answer in time. Check the port in mail.url, and firewalls.',
  greeting_refused: 'The mail server refuses to talk to this machine. Its answer says why.',
  tls_missing:
    'The mail server offers no encryption (STARTTLS). Use its port 587 or smtps://, or set mail.tls: opportunistic.',
  certificate:
    'The certificate of the mail server is not valid for its name. Use the name in the certificate in mail.url; for an authority of your own set NODE_EXTRA_CA_CERTS.',
  tls_failed:
    'The encryption with the mail server failed. smtps:// needs the port for it (465), smtp:// another one.',
  auth_refused: 'The mail server refuses user or password. Check them in mail.url.',
  sender_refused: 'The mail server refuses the sender. Use one in mail.from that it may send for.',
  recipient_later: 'The mail server does not take mail for this address right now.',
  recipient_refused: 'The mail server refuses this address for good. Its answer says why.',
  message_later: 'The mail server does not take this mail right now.',
  message_refused: 'The mail server refuses this mail for good. Its answer says why.',
  broken_off: 'The connection broke after the mail was sent: whether it was accepted is not known.',
  other: 'The mail could not be sent.',
}

/** Null: it was accepted. */
export function explainReason(reason: MailReason | null): string {
  return reason === null ? 'The mail server has accepted the mail.' : sentences[reason]
}
