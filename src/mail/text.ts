import type { JobOutcome } from '../model/job.ts'
import type { MailKind, MailWords } from '../model/mail.ts'
import { findMailWords } from '../store/mail-words.ts'
import type { Database } from '../store/schema.ts'
import { composeMail } from './compose.ts'
import { factsOf, type Looking } from './facts.ts'
import { mailLanguage, type MailLanguage, ourWords } from './words.ts'

/** The operators' own text of a mail if they wrote one. */
export async function wordsOf(
  db: Database,
  kind: MailKind,
  { tag }: MailLanguage,
): Promise<MailWords> {
  return (await findMailWords(db, kind, tag)) ?? ourWords(kind, tag)
}

/**
 * What a mail would say, for a message in a room. `subject`: the id that the mail is about. An outcome: it
 * is pointless by now, or has to wait.
 */
export async function textOf(
  app: Looking,
  { kind, subject, language: wanted }: { kind: MailKind; subject: string; language: string },
): Promise<{ text: string } | JobOutcome> {
  const language = mailLanguage(wanted, app.config.language)
  const facts = await factsOf(app, { kind, subject, address_id: '', occasion: '' }, language)
  if (facts === 'pointless') return 'done'
  if ('retryAfterMs' in facts) return facts
  const words = await wordsOf(app.db, kind, language)
  return { text: composeMail(words, facts.values, language).text.trim() }
}
