import type { Context } from '../core/context.ts'
import { recordEvent } from '../core/events/record.ts'
import { waitAfter, backOffMs } from '../core/jobs/back-off.ts'
import { systemActor } from '../model/actor.ts'
import type { Job, JobOutcome } from '../model/job.ts'
import { type DeliveryState, isFinal, type MailReason } from '../model/mail.ts'
import { mailDomain } from '../shared/mail-address.ts'
import { type Delivery, findDelivery, noteAttempt } from '../store/mail-deliveries.ts'
import { composeMail } from './compose.ts'
import { factsOf, type Looking } from './facts.ts'
import type { OutgoingMail, SendResult } from './send.ts'
import { mailServerOf, type MailServer } from './server.ts'
import { wordsOf } from './text.ts'
import { mailLanguage } from './words.ts'

type Delivering = Looking & Pick<Context, 'observe'>

/**
 * Sends one mail. The row is written as sent before the job is: only a kill between the server's answer and
 * that, or a connection that breaks after the content, doubles a mail, with the same Message-ID.
 */
export async function deliverMail(
  app: Delivering,
  { payload, attempt }: Job,
  signal: AbortSignal,
): Promise<JobOutcome> {
  const delivery = await findDelivery(app.db, String(payload['delivery']))
  // Forgotten, or decided by an attempt whose process ended before its job.
  if (delivery?.state !== 'waiting') return 'done'
  const server = mailServerOf(app.config)
  if (server === null) return conclude(app, delivery, attempt, { reason: 'mail_off', said: null })
  const language = mailLanguage(delivery.language, app.config.language)
  const facts = await factsOf(app, delivery, language)
  if (facts === 'pointless') return drop(app, delivery)
  if ('retryAfterMs' in facts) return facts
  const words = await wordsOf(app.db, delivery.kind, language)
  const composed = composeMail(words, facts.values, language)
  const mail: OutgoingMail = {
    ...composed,
    to: delivery.address,
    messageId: messageIdOf(delivery, server),
    language: language.tag,
    at: app.clock(),
  }
  const { sendMail } = await import('./send.ts')
  const result = await sendMail(server, mail, signal)
  // Shutting down, or another process has the job by now: that one reports.
  if (signal.aborted && result.reason !== null) return { retryAfterMs: 0 }
  return conclude(app, delivery, attempt, result)
}

function messageIdOf({ id }: Delivery, { from }: MailServer): string {
  return `${id}@${mailDomain(from.address)}`
}

async function drop(app: Delivering, delivery: Delivery): Promise<JobOutcome> {
  const { attempts, reason, said } = delivery
  await noteAttempt(app.db, delivery.id, {
    state: 'dropped',
    reason,
    said,
    attempts,
    at: app.clock(),
  })
  report(app, delivery, 'dropped', null)
  return 'done'
}

async function conclude(
  app: Delivering,
  delivery: Delivery,
  attempt: number,
  { reason, said }: Pick<SendResult, 'reason' | 'said'>,
): Promise<JobOutcome> {
  const isOver = reason !== null && (isFinal(reason) || waitAfter(attempt, backOffMs) === null)
  const state = reason === null ? 'sent' : isOver ? 'failed' : 'waiting'
  const noted = {
    state,
    reason,
    said: reason === null || said === null ? null : withoutAddress(said, delivery.address),
    attempts: attempt,
    at: app.clock(),
  } as const
  await app.db.transaction().execute(async (trx) => {
    const isNoted = await noteAttempt(trx, delivery.id, noted)
    if (!isNoted || state !== 'failed') return
    const { id, subject, kind: mail } = delivery
    const data = { channel: 'mail', delivery: id, mail, reason: reason ?? '' }
    const kind = 'delivery.failed'
    await recordEvent(trx, { at: app.clock(), actor: systemActor, kind, subject, data }, app)
  })
  report(app, delivery, state, reason)
  return state === 'waiting' ? { failed: reason ?? '' } : 'done'
}

function report(
  { observe }: Delivering,
  { id, kind }: Delivery,
  outcome: DeliveryState,
  reason: MailReason | null,
): void {
  observe({ kind: 'mail_ended', delivery: id, what: kind, outcome, reason })
}

/** What a server says often repeats the address, or the part before its @. */
function withoutAddress(said: string, address: string): string {
  const name = address.slice(0, address.lastIndexOf('@'))
  const word = new RegExp(`(?<![\\w.-])${RegExp.escape(name)}(?![\\w.-])`, 'gi')
  return said
    .replaceAll(/[^\s<>()[\]"',;:]+@[^\s<>()[\]"',;]+/g, '(address)')
    .replaceAll(word, '(address)')
}
