import { type Mailbox, readMailbox } from '../shared/mail-address.ts'
import { single } from './combinators.ts'
import type { ValueType } from './option.ts'

/** Host and port stay optional parts of the text: src/mail/server.ts takes it apart. */
export const smtpUrl: ValueType<string> = single(
  'a mail server such as smtp://user:password@mail.example.org:587 or smtps://mail.example.org',
  (text) => {
    const isShaped = /^smtps?:\/\/([^\s/?#@]*@)?([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?\/?$/i.test(text)
    if (!isShaped || /%(?![\da-f]{2})/i.test(text)) return undefined
    const url = URL.parse(text)
    return url && isDecodable(url.username + url.password) ? text : undefined
  },
  async () => (await import('./mistakes/mail.ts')).ofSmtpUrl,
)

/** Escapes may be no UTF-8. */
function isDecodable(text: string): boolean {
  try {
    return decodeURIComponent(text) !== '' || text === ''
  } catch {
    return false
  }
}

export const mailbox: ValueType<Mailbox> = single(
  'a sender such as Club <club@example.org>',
  readMailbox,
  async () => (await import('./mistakes/mail.ts')).ofMailbox,
)
