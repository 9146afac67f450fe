import type { App } from '../../core/context.ts'
import { findRequest } from '../../store/requests.ts'
import { findById } from '../../store/invites.ts'
import type { BotInboxRow } from '../../store/bot-rows.ts'
import { requestLink } from './request-link.ts'
import type { Outcome } from './outcome.ts'
import { lineOf, linkIn, refusalIn, termsOf, type Words } from './words.ts'

type Known = Pick<App, 'config' | 'db' | 'clock'>

/** What the bot says; null: nothing. */
export async function answerText(
  app: Known,
  words: Words,
  { place }: Pick<BotInboxRow, 'place'>,
  outcome: Outcome,
): Promise<string | null> {
  switch (outcome.kind) {
    case 'invited':
    case 'pause':
    case 'resume':
    case 'withdraw':
      return ofInvite(app, words, outcome)
    case 'list':
      return listText(app, words, outcome)
    case 'requests':
      return requestsText(app, words, outcome)
    case 'help':
    case 'joined':
      return words.t(place === 'command' ? 'bot.help' : 'bot.helpDirect')
    case 'quiet':
      return words.t(outcome.isQuiet ? 'bot.quiet' : 'bot.loud')
    case 'misread':
      return words.t(`bot.misread.${outcome.what}`)
    case 'problem':
      // Its post says who decided.
      if (outcome.code === 'request_decided' || outcome.code === 'request_unknown') return null
      return refusalIn(app, words, outcome)
    case 'exposed':
    case 'encrypted':
    case 'unreadable':
      return words.t(`bot.${outcome.kind}`)
    case 'left':
    case 'silent':
      return null
  }
}

async function ofInvite(
  app: Known,
  words: Words,
  { kind, invite: id }: Extract<Outcome, { invite: string }>,
): Promise<string> {
  const invite = await findById(app.db, id)
  if (!invite) return words.t('problem.invite_unknown')
  const link = linkIn(app, words, invite)
  const terms = termsOf(app, words, invite)
  return kind === 'invited' ? `${link}\n${terms}` : words.t(`bot.done.${kind}`, { link })
}

async function listText(
  app: Known,
  words: Words,
  { invites, isMore }: Extract<Outcome, { kind: 'list' }>,
): Promise<string> {
  const found = await Promise.all(invites.map((id) => findById(app.db, id)))
  const lines = found.flatMap((invite) => (invite ? [lineOf(app, words, invite)] : []))
  if (lines.length === 0) return words.t('bot.noInvites')
  return [...lines, ...(isMore ? [words.t('bot.more')] : [])].join('\n')
}

/** Numbers, and no names, so that nothing has to be redacted here. */
async function requestsText(
  app: Known,
  words: Words,
  { requests, isMore }: Extract<Outcome, { kind: 'requests' }>,
): Promise<string> {
  const found = await Promise.all(requests.map((id) => findRequest(app.db, id)))
  const lines = found.flatMap((request) =>
    request?.state === 'open' ? [`• #${request.number}: ${requestLink(app, request)}`] : [],
  )
  if (lines.length === 0) return words.t('bot.noRequests')
  return [...lines, ...(isMore ? [words.t('bot.more')] : [])].join('\n')
}
