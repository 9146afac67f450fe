import { editableMails, resetMailText, writeMailText } from '../../core/mailing/texts.ts'
import { mailInviteAgain } from '../../core/mailing/mail-again.ts'
import { retryDelivery } from '../../core/mailing/try-again.ts'
import { composeMail, mailStyles } from '../../mail/compose.ts'
import { sampleValues } from '../../mail/sample.ts'
import { mailServerOf } from '../../mail/server.ts'
import { sendTestMail } from '../../mail/test-mail.ts'
import { mailLanguage, mailLanguages, ourWords } from '../../mail/words.ts'
import type { Actor } from '../../model/actor.ts'
import type { MailKind, MailWords } from '../../model/mail.ts'
import { Problem } from '../../shared/errors.ts'
import { findMailWords, listMailWords } from '../../store/mail-words.ts'
import type { Response } from '../kit/fetch/response.ts'
import { readForm, readUntypedForm } from '../kit/forms.ts'
import { policyWithStyles } from '../kit/headers.ts'
import type { ActorHandler, Exchange } from '../kit/route.ts'
import type { Console } from './console.ts'
import { noticeOf, saying } from './notices.ts'
import { pageOf } from './page.ts'
import { redirect, reply } from './reply.ts'
import { mailPage, type MailModel } from './views/mail.ts'
import { mailTextPage } from './views/mail-text.ts'

export const invalid = 'problem.mail_address_invalid'

/** Whether this is a mistyped address; every other error is thrown on. */
export function isMistyped(error: unknown): true {
  if (error instanceof Problem && error.code === 'mail_address_invalid') return true
  throw error
}

export const showMail: ActorHandler<Console> = (console, exchange, { actor }) =>
  replyMail(console, exchange, actor, { tested: null, mistake: null, typed: '' })

async function replyMail(
  console: Console,
  exchange: Exchange,
  actor: Actor,
  given: Pick<MailModel, 'tested' | 'mistake' | 'typed'>,
): Promise<Response> {
  const { app } = console
  const page = pageOf(console, exchange, actor)
  const server = mailServerOf(app.config)
  const own = Map.groupBy(await listMailWords(app.db), ({ kind }) => kind)
  const text = mailPage(page, {
    ...given,
    server: server && { host: server.host, from: server.from.address },
    texts: editableMails.map((kind) => ({
      kind,
      own: (own.get(kind) ?? []).map(({ language }) => language),
    })),
    notice: await noticeOf(console, exchange, actor),
  })
  const status = given.mistake === null ? 200 : 422
  return reply(console, exchange, text, { tag: page.catalogue.tag, status })
}

/** Sends a test. The answer is the only page that shows what was said. */
export const testMail: ActorHandler<Console> = async (console, exchange, call) => {
  const typed = ((await readForm(exchange, call)).get('address') ?? '').trim()
  try {
    const tested = { address: typed, ...(await sendTestMail(console.app, typed)) }
    return await replyMail(console, exchange, call.actor, { tested, mistake: null, typed })
  } catch (error) {
    const mistake = isMistyped(error) && invalid
    return replyMail(console, exchange, call.actor, { tested: null, mistake, typed })
  }
}

/** Problem `not_found` for a mail without a text that can be written. */
function kindOf({ req }: Exchange): MailKind {
  const kind = editableMails.find((one) => one === req.param('kind'))
  if (!kind) throw new Problem('not_found')
  return kind
}

interface Text {
  kind: MailKind
  tag: string
  typed?: MailWords
  mistake?: string | null
}

async function replyText(
  console: Console,
  exchange: Exchange,
  actor: Actor,
  { kind, tag, typed, mistake = null }: Text,
): Promise<Response> {
  const { app } = console
  const page = pageOf(console, exchange, actor)
  const language = mailLanguage(tag, app.config.language)
  const own = await findMailWords(app.db, kind, language.tag)
  const words = typed ?? own ?? ourWords(kind, language.tag)
  const text = mailTextPage(page, {
    kind,
    language,
    languages: mailLanguages(),
    words,
    isOwn: own !== undefined,
    mistake,
    preview: composeMail(words, sampleValues(app, language), language),
    notice: await noticeOf(console, exchange, actor),
  })
  const status = mistake === null ? 200 : 422
  const response = reply(console, exchange, text, { tag: page.catalogue.tag, status })
  response.headers.set('content-security-policy', policyWithStyles(mailStyles))
  return response
}

export const showMailText: ActorHandler<Console> = (console, exchange, { actor }) => {
  const tag = exchange.req.query('language') ?? console.app.config.language
  return replyText(console, exchange, actor, { kind: kindOf(exchange), tag })
}

export const changeMailText: ActorHandler<Console> = async (console, exchange, call) => {
  const kind = kindOf(exchange)
  const form = await readForm(exchange, call)
  const { tag } = mailLanguage(form.get('language') ?? '', console.app.config.language)
  const typed = { subject: form.get('subject') ?? '', body: form.get('body') ?? '' }
  if (form.has('preview')) return replyText(console, exchange, call.actor, { kind, tag, typed })
  try {
    await writeMailText(console.app, { kind, language: tag }, typed, call.actor)
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'mail_words_invalid') throw error
    const mistake = error.details.detail ?? null
    return replyText(console, exchange, call.actor, { kind, tag, typed, mistake })
  }
  return redirect(await saidOfText(console, kind, tag, call.actor))
}

export const resetText: ActorHandler<Console> = async (console, exchange, call) => {
  const kind = kindOf(exchange)
  const wanted = (await readUntypedForm(exchange, call)).get('language') ?? ''
  const { tag } = mailLanguage(wanted, console.app.config.language)
  await resetMailText(console.app, { kind, language: tag }, call.actor)
  return redirect(await saidOfText(console, kind, tag, call.actor))
}

async function saidOfText(console: Console, kind: MailKind, tag: string, actor: Actor) {
  const path = console.paths.mailText(kind)
  const said = await saying(console, path, actor, ['mail.words_written', 'mail.words_reset'])
  return `${said}${said.includes('?') ? '&' : '?'}language=${encodeURIComponent(tag)}`
}

/** Sends an invitation to its address again. */
export const mailAgain: ActorHandler<Console> = async (console, exchange, { actor }) => {
  const id = exchange.req.param('id') ?? ''
  await mailInviteAgain(console.app, id, actor)
  return redirect(await saying(console, console.paths.invite(id), actor, ['invite.mailed']))
}

/** Tries the mail of the form again. */
export const retryMail: ActorHandler<Console> = async (console, exchange, call) => {
  const id = (await readUntypedForm(exchange, call)).get('mail') ?? ''
  await retryDelivery(console.app, id, call.actor)
  return redirect(await saying(console, console.paths.health, call.actor, ['delivery.retried']))
}
