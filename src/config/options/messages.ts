import type { Table } from '../option.ts'
import { absent, optional, secret } from '../option.ts'
import { mailbox, smtpUrl } from '../mail-values.ts'
import * as value from '../values.ts'

/** How Latchkey reaches people besides its pages. */
export const messages = {
  mail: {
    url: secret(
      absent(
        smtpUrl,
        '/etc/latchkey/mail_url',
        'The mail server, with user and password if it wants them: `smtp://user:password@mail.example.org:587` or `smtps://…` (port 465). In a password, `@` is written `%40`, `:` is `%3A`, `/` is `%2F`.',
      ),
    ),
    from: absent(
      mailbox,
      'Club <club@example.org>',
      'The sender of all mail. Its domain has to allow that server to send for it (SPF, DKIM).',
    ),
    tls: optional(
      value.choice(['required', 'opportunistic', 'none'], { starttls: 'required', off: 'none' }),
      'required',
      'Encryption to the mail server. `required`: encrypted (STARTTLS or smtps) and with a valid certificate, or nothing is sent; a server on this machine is excepted. `opportunistic`: encrypted where the server offers it, with any certificate. `none`: never.',
    ),
  },
} satisfies Partial<Table>
