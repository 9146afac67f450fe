import type { Actor } from '../../model/actor.ts'
import { type MailKind, mailVariables, type MailWords } from '../../model/mail.ts'
import { Problem } from '../../shared/errors.ts'
import { deleteMailWords, writeMailWords } from '../../store/mail-words.ts'
import type { Context } from '../context.ts'
import { recordEvent } from '../events/record.ts'
import { requirePermission } from '../permissions.ts'

type Tools = Pick<Context, 'config' | 'db' | 'clock' | 'random'>

/** Mails whose text operators may write. */
export const editableMails = (Object.keys(mailVariables) as MailKind[]).filter(
  (kind) => kind !== 'test',
)

const [longestSubject, longestBody] = [150, 5_000]

/** Which mail, in which language. */
export interface MailText {
  kind: MailKind
  language: string
}

/**
 * Writes the operators' own text of a mail in one language. Problem: `mail_words_invalid`, with what is wrong.
 */
export async function writeMailText(
  app: Tools,
  { kind, language }: MailText,
  { subject, body }: MailWords,
  actor: Actor,
): Promise<void> {
  requirePermission(actor, 'mail:write')
  const words = { subject: subject.trim(), body: body.replaceAll(/\r\n?/g, '\n').trim() }
  const mistake = mistakeIn(kind, words)
  if (mistake !== null) throw new Problem('mail_words_invalid', { detail: mistake })
  await app.db.transaction().execute(async (trx) => {
    await writeMailWords(trx, { kind, language, ...words, changed_at: app.clock() })
    await record(app, trx, 'mail.words_written', { kind, language }, actor)
  })
}

/** From now on the mail has the text that Latchkey brings. */
export async function resetMailText(
  app: Tools,
  { kind, language }: MailText,
  actor: Actor,
): Promise<void> {
  requirePermission(actor, 'mail:write')
  await app.db.transaction().execute(async (trx) => {
    const isOwn = await deleteMailWords(trx, kind, language)
    if (isOwn) await record(app, trx, 'mail.words_reset', { kind, language }, actor)
  })
}

async function record(
  tools: Tools,
  trx: Parameters<typeof recordEvent>[0],
  kind: 'mail.words_written' | 'mail.words_reset',
  { kind: mail, language }: MailText,
  actor: Actor,
): Promise<void> {
  const data = { mail, language }
  await recordEvent(trx, { at: tools.clock(), actor, kind, subject: null, data }, tools)
}

/** What is wrong with a text, in a sentence; null: nothing. */
function mistakeIn(kind: MailKind, { subject, body }: MailWords): string | null {
  const known: readonly string[] = mailVariables[kind]
  if (subject === '' || subject.length > longestSubject || /\p{Cc}/u.test(subject)) {
    return `A subject is one line of 1 to ${longestSubject} characters.`
  }
  if (body === '' || body.length > longestBody || /[^\P{Cc}\n\t]/u.test(body)) {
    return `A text has 1 to ${longestBody} characters.`
  }
  const unknown = [...`${subject}\n${body}`.matchAll(/\{([^{}\n]*)\}/g)]
    .map(([, name = '']) => name)
    .find((name) => !known.includes(name))
  if (unknown !== undefined) {
    return `{${unknown}} stands for nothing here. Use ${known.map((one) => `{${one}}`).join(', ')}.`
  }
  if (known.includes('link') && !body.includes('{link}')) {
    return 'The text has no {link}: without it the mail is useless.'
  }
  return null
}
