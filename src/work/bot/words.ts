import { freePlaces } from '../../core/invites/invite.ts'
import { linkOf } from '../../core/invites/link.ts'
import type { App } from '../../core/context.ts'
import { catalogue, type Catalogue, type MessageKey } from '../../i18n/catalogue.ts'
import { formatDate } from '../../i18n/dates.ts'
import { readLanguages } from '../../i18n/languages.ts'
import { lookup } from '../../i18n/negotiate.ts'
import type { ProblemCode } from '../../shared/errors.ts'
import type { InviteRow } from '../../store/invite-row.ts'
import { findMember } from '../../store/members.ts'

export type Words = Catalogue<'operator'>

/** The words for somebody: in the language in which they used the console, else in that of the pages. */
export async function wordsFor(
  { config, db }: Pick<App, 'config' | 'db'>,
  mxid: string | null,
): Promise<Words> {
  const languages = readLanguages('operator')
  const member = mxid === null ? undefined : await findMember(db, mxid)
  const usual = lookup(config.language, languages) ?? 'en'
  return catalogue('operator', lookup(member?.language ?? '', languages) ?? usual)
}

type Known = Pick<App, 'config' | 'clock'>

export function dateIn({ config }: Pick<App, 'config'>, { tag }: Words, at: number): string {
  return formatDate(at, 'moment', { tag, timeZone: config.timezone })
}

/** How many people can join, and until when. */
export function termsOf(app: Known, words: Words, invite: InviteRow): string {
  const { max_uses: uses, expires_at: end } = invite
  return words.t('allows.sentence', {
    limit: uses === null ? 'none' : 'some',
    uses: uses ?? 0,
    end: end === null ? 'none' : 'some',
    date: end === null ? '' : dateIn(app, words, end),
  })
}

/** Its link, or that nobody else can open it. */
export function linkIn({ config }: Known, words: Words, invite: InviteRow): string {
  return linkOf(config, invite) ?? words.t('bot.noLink')
}

/** An invitation as a line of a list. */
export function lineOf(app: Known, words: Words, invite: InviteRow): string {
  const free = freePlaces(invite)
  const left = free === null ? '' : ` ${words.t('allows.left', { left: free })}`
  const label = invite.label === '' ? '' : `${invite.label}: `
  return `• ${label}${linkIn(app, words, invite)}\n  ${termsOf(app, words, invite)}${left}`
}

/** What the console says of these refusals holds for the bot, too. */
const asInConsole = [
  'forbidden',
  'invite_unknown',
  'allowance_off',
  'allowance_spent',
  'joined_too_recently',
  'profile_unknown',
  'mail_off',
  'request_unbound',
] as const satisfies ProblemCode[]

const own: Partial<Record<ProblemCode, MessageKey<'operator'>>> = {
  ...Object.fromEntries(asInConsole.map((code) => [code, `problem.${code}` as const])),
  account_shut: 'bot.accountShut',
  account_foreign: 'bot.foreign',
  input_invalid: 'bot.notAllowed',
  invite_unbound: 'bot.unbound',
  ends_too_early: 'error.ends_too_early',
}

/** What happened, and what to do next. */
export function refusalIn(
  app: Known,
  words: Words,
  { code, at }: { code: ProblemCode; at?: number },
): string {
  const sentence = words.t(own[code] ?? 'bot.problem')
  return at === undefined
    ? sentence
    : `${sentence} ${words.t('bot.next', { date: dateIn(app, words, at) })}`
}
