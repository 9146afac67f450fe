import { editableMails } from '../src/core/mailing/texts.ts'
import type { MailModel } from '../src/http/console/views/mail.ts'
import type { MailTextModel } from '../src/http/console/views/mail-text.ts'
import { composeMail } from '../src/mail/compose.ts'
import { mailLanguages, ourWords } from '../src/mail/words.ts'
import type { Delivery } from '../src/store/mail-deliveries.ts'

/* Samples of the console's pages about mail. */

const now = Date.UTC(2026, 4, 12, 15)

export const sentMail: Delivery = {
  id: '01jxhd6w0000000000000000a1',
  kind: 'invitation',
  address_id: '01jxhd6w0000000000000000b1',
  subject: '01jxhd6w0000000000000000c1',
  occasion: '',
  state: 'sent',
  reason: null,
  said: null,
  attempts: 1,
  made_at: now,
  tried_at: now,
  address: 'ana@mail.example',
  language: '',
}

export const waitingMail: Delivery = {
  ...sentMail,
  kind: 'ends_tomorrow',
  state: 'waiting',
  reason: 'recipient_later',
  said: '451 4.7.1 Greylisted, please come back in five minutes',
  attempts: 2,
}

export const refusedMail: Delivery = {
  ...sentMail,
  state: 'failed',
  reason: 'recipient_refused',
  said: '550 5.1.1 <(address)>: Recipient address rejected: User unknown',
  address: 'a-rather-long-address-of-somebody@mail.garden.example',
}

export const mailSample: MailModel = {
  server: { host: 'mail.garden.example', from: 'club@garden.example' },
  tested: null,
  mistake: null,
  typed: '',
  texts: editableMails.map((kind, at) => ({ kind, own: at === 0 ? ['de', 'en'] : [] })),
  notice: null,
}

export const testedMail: MailModel = {
  ...mailSample,
  typed: 'ruth@garden.example',
  tested: {
    address: 'ruth@garden.example',
    reason: 'auth_refused',
    said: 'Invalid login: 535 5.7.8 Error: authentication failed',
    transcript: [
      '-- Connection established to 192.0.2.7:587',
      'S: 220 mail.garden.example ESMTP',
      'C: EHLO garden.example',
      'S: 250 AUTH PLAIN LOGIN',
      'C: AUTH PLAIN (cut)',
      'S: 535 5.7.8 Error: authentication failed',
    ],
  },
}

const words = ourWords('invitation', 'ar')

export const mailTextSample: MailTextModel = {
  kind: 'invitation',
  language: { tag: 'ar', dir: 'rtl' },
  languages: mailLanguages(),
  words,
  isOwn: true,
  mistake: 'The text has no {link}: without it the mail is useless.',
  preview: composeMail(
    words,
    { community: 'Garden', link: 'https://chat.garden.example/join/i/4v7k-9qhc', inviter: 'ruth' },
    { tag: 'ar', dir: 'rtl' },
  ),
  notice: null,
}
