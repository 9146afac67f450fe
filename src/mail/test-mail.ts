import type { Context } from '../core/context.ts'
import { Problem } from '../shared/errors.ts'
import { mailDomain, readMailAddress } from '../shared/mail-address.ts'
import { pasted } from '../shared/pasted.ts'
import { newId } from '../shared/ids.ts'
import { composeMail } from './compose.ts'
import type { SendResult } from './send.ts'
import { mailServerOf } from './server.ts'
import { mailLanguage, ourWords } from './words.ts'

type Testing = Pick<Context, 'config' | 'clock' | 'random' | 'serverName'>

/**
 * Sends a test to an address, at once and once. Problems: `mail_off`, `mail_address_invalid`.
 */
export async function sendTestMail(app: Testing, address: string): Promise<SendResult> {
  const { config } = app
  const server = mailServerOf(config)
  if (server === null) throw new Problem('mail_off')
  const to = readMailAddress(pasted(address))
  if (to === undefined) throw new Problem('mail_address_invalid')
  const language = mailLanguage(config.language, config.language)
  const values = { community: config.community.title, server: app.serverName() }
  const id = newId(app.clock(), app.random)
  const mail = {
    ...composeMail(ourWords('test', language.tag), values, language),
    to,
    messageId: `${id}@${mailDomain(server.from.address)}`,
    language: language.tag,
    at: app.clock(),
  }
  const { sendMail } = await import('./send.ts')
  return sendMail(server, mail, new AbortController().signal)
}
