import { setImmediate } from 'node:timers/promises'
import { isLine } from '../../core/invites/check.ts'
import { createInvites, type NewInvite } from '../../core/invites/create.ts'
import { isMailOn } from '../../core/mailing/mail-invite.ts'
import { readMailbox } from '../../shared/mail-address.ts'
import { pasted } from '../../shared/pasted.ts'
import { settableFields } from '../../core/invites/fields.ts'
import { inviteOf } from '../../core/invites/invites.ts'
import { withLinks, type WithLink } from '../../core/invites/link.ts'
import type { Actor } from '../../model/actor.ts'
import { Problem, type ProblemCode } from '../../shared/errors.ts'
import { rfc3339 } from '../../shared/time.ts'
import { findBetween } from '../../store/invite-list.ts'
import { Response } from '../kit/fetch/response.ts'
import { readForm } from '../kit/forms.ts'
import { privateHeaders } from '../kit/headers.ts'
import type { ActorHandler, Exchange } from '../kit/route.ts'
import { qrSvg } from '../portal/views/components.ts'
import type { Console } from './console.ts'
import { pageOf } from './page.ts'
import { redirect, reply } from './reply.ts'
import { ownAllowance, usualTerms } from './usual-terms.ts'
import { type Card, cardsPage } from './views/cards.ts'
import { batchPage, manyPage, type ManyModel } from './views/many.ts'
import type { Word } from './views/page.ts'

/** Lines at once. */
const mostLines = 500

/** As many lines of the longest label, percent-encoded. */
export const manyBodyBytes = 1_500_000

export const showMany: ActorHandler<Console> = (console, exchange, { actor }) =>
  replyMany(console, exchange, actor, { lines: '', mistake: null })

async function replyMany(
  console: Console,
  exchange: Exchange,
  actor: Actor,
  typed: Pick<ManyModel, 'lines' | 'mistake'>,
): Promise<Response> {
  const page = pageOf(console, exchange, actor)
  const own = await ownAllowance(console, actor)
  const usual = own?.terms ?? (await usualTerms(console, null))
  const text = manyPage(page, {
    ...typed,
    usual,
    allowance: own?.seen ?? null,
    isMailOn: isMailOn(console.app),
  })
  const status = typed.mistake === null ? 200 : 422
  return reply(console, exchange, text, { tag: page.catalogue.tag, status })
}

/** Makes an invitation for each line, or none at all. */
export const makeMany: ActorHandler<Console> = async (console, exchange, call) => {
  const { app, paths } = console
  const lines = (await readForm(exchange, call)).get('lines') ?? ''
  const labels = lines
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const mistake = mistakeIn(labels)
  if (mistake !== null) return replyMany(console, exchange, call.actor, { lines, mistake })
  const wanted = labels.map((label) => wantedOf(console, label))
  try {
    const made = await createInvites(app, wanted, call.actor)
    return redirect(paths.batch(made[0]?.id ?? '', made.at(-1)?.id ?? ''))
  } catch (error) {
    const word = error instanceof Problem ? refusals[error.code] : undefined
    if (word === undefined) throw error
    return replyMany(console, exchange, call.actor, { lines, mistake: { word, line: 0 } })
  }
}

/** A line with an address gets its link by mail: `Ana Lu <ana@example.org>`, or the address alone. */
function wantedOf({ app }: Console, line: string): NewInvite {
  const found = isMailOn(app) ? readMailbox(pasted(line)) : undefined
  if (!found) return { label: line }
  return { label: found.name, mailTo: { address: found.address, language: '' } }
}

/** Refusals after which the form keeps the lines, to send fewer of them or to wait. */
const refusals: Partial<Record<ProblemCode, Word>> = {
  allowance_off: 'problem.allowance_off',
  allowance_spent: 'problem.allowance_spent',
  joined_too_recently: 'problem.joined_too_recently',
}

function mistakeIn(labels: readonly string[]): ManyModel['mistake'] {
  if (labels.length === 0) return { word: 'error.lines_none', line: 0 }
  if (labels.length > mostLines) return { word: 'error.lines_many', line: labels.length }
  const at = labels.findIndex((label) => !isLine(label, settableFields.label.maxLength))
  return at < 0 ? null : { word: 'error.lines_label', line: at + 1 }
}

/** The invitations whose ids are in the address: those of one author, made one after the other. */
async function batchOf({ app }: Console, { req }: Exchange, actor: Actor): Promise<WithLink[]> {
  const [, first = '', last = ''] = /^(\w{26})-(\w{26})/.exec(req.param('range') ?? '') ?? []
  const { created_by: author } = await inviteOf(app, first, actor)
  if (last < first) throw new Problem('invite_unknown')
  const found = await findBetween(app.db, { first, last, author, limit: mostLines })
  return withLinks(app.config, found)
}

export const showBatch: ActorHandler<Console> = async (console, exchange, { actor }) => {
  const range = exchange.req.param('range') ?? ''
  const made = await batchOf(console, exchange, actor)
  if (range.endsWith('.csv')) return replyCsv(made)
  const page = pageOf(console, exchange, actor)
  const text = batchPage(page, {
    made,
    path: `${console.paths.many}/${range}`,
  })
  return reply(console, exchange, text, { tag: page.catalogue.tag })
}

function replyCsv(made: readonly WithLink[]): Response {
  const rows = made.map(({ invite, link }) => [
    invite.label,
    link,
    invite.code,
    invite.max_uses === null ? 'unlimited' : String(invite.max_uses),
    rfc3339(invite.expires_at) ?? 'never',
  ])
  const text = [['label', 'link', 'code', 'uses', 'expires'], ...rows]
    .map((row) => `${row.map(cell).join(',')}\r\n`)
    .join('')
  const headers = {
    ...privateHeaders('text/csv; charset=utf-8'),
    'content-disposition': 'attachment; filename="invitations.csv"',
  }
  return new Response(text, { headers })
}

/**
 * A cell of CSV (RFC 4180). A spreadsheet takes what begins like a formula for one, so an apostrophe
 * comes first (OWASP, CSV injection).
 */
function cell(text: string): string {
  const harmless = /^[\s]*[=+\-@\t\r\n|%＝＋－＠]/.test(text) ? `'${text}` : text
  return `"${harmless.replaceAll('"', '""')}"`
}

export const showCards: ActorHandler<Console> = async (console, exchange, { actor }) => {
  const back = `${console.paths.many}/${exchange.req.param('range')}`
  return replyCards(console, exchange, actor, {
    made: await batchOf(console, exchange, actor),
    back,
  })
}

export const showCard: ActorHandler<Console> = async (console, exchange, { actor }) => {
  const invite = await inviteOf(console.app, exchange.req.param('id') ?? '', actor)
  const back = console.paths.invite(invite.id)
  return replyCards(console, exchange, actor, {
    made: withLinks(console.app.config, [invite]),
    back,
  })
}

async function replyCards(
  console: Console,
  exchange: Exchange,
  actor: Actor,
  { made, back }: { made: readonly WithLink[]; back: string },
): Promise<Response> {
  const cards: Card[] = []
  for (const { invite, link } of made) {
    cards.push({ invite, link, qr: qrSvg(link) })
    // Drawing takes some milliseconds: others are answered in between.
    await setImmediate()
  }
  const page = pageOf(console, exchange, actor)
  return reply(console, exchange, cardsPage(page, { cards, back }), { tag: page.catalogue.tag })
}
