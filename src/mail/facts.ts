import type { App } from '../core/context.ts'
import { type Invite, inviteStatus } from '../core/invites/invite.ts'
import { noticeOf } from '../core/guests/state.ts'
import { signDecision } from '../core/requests/decision-link.ts'
import { mintPage } from '../core/requests/mail.ts'
import { mintWayBack, wayBackLink } from '../core/people/ways-back.ts'
import { linkOf } from '../core/invites/link.ts'
import { formatDate } from '../i18n/dates.ts'
import type { MailKind, MailValues } from '../model/mail.ts'
import { makeConsolePaths } from '../shared/console-paths.ts'
import { findAccount } from '../store/guests.ts'
import { findById } from '../store/invites.ts'
import { findRequest } from '../store/requests.ts'
import type { Delivery } from '../store/mail-deliveries.ts'
import { forgotten } from '../store/people.ts'
import type { AccountRow } from '../store/redemption-rows.ts'
import type { MailLanguage } from './words.ts'

/** What looking things up for a mail needs. */
export type Looking = Pick<App, 'config' | 'db' | 'clock' | 'random' | 'serverName' | 'cookieKey'>

/** The values of a mail; or when to look again; or that it is pointless by now. */
export type Facts = { values: MailValues } | { retryAfterMs: number } | 'pointless'

/** What a mail is about. */
type Topic = Pick<Delivery, 'kind' | 'subject' | 'address_id' | 'occasion'>

type Look = (app: Looking, topic: Topic, language: MailLanguage) => Promise<Facts>

/** Looked up when the mail is sent, so that a mail that waited says what is true by then. */
const looks: Record<MailKind, Look> = {
  invitation: ofInvite,
  ends_tomorrow: ofInvite,
  let_in: ofInvite,
  declined: ofDeclined,
  request_made: ofRequest,
  welcome: ofAccount,
  guest_ends: ofGuest,
  guest_of_yours_ends: ofGuest,
  test: async (app) => ({ values: common(app) }),
}

export function factsOf(app: Looking, topic: Topic, language: MailLanguage): Promise<Facts> {
  return looks[topic.kind](app, topic, language)
}

function common({ config, serverName }: Looking): MailValues {
  return { community: config.community.title, server: serverName() }
}

/** How long a mail of a paused invitation waits before it looks again. */
const pausedMs = 10 * 60_000

async function ofInvite(app: Looking, { subject }: Topic, language: MailLanguage) {
  const { db, clock } = app
  const invite = await findById(db, subject)
  if (!invite) return 'pointless'
  const status = inviteStatus(invite, clock())
  if (status === 'scheduled') return { retryAfterMs: (invite.opens_at ?? 0) - clock() }
  if (status === 'paused') return { retryAfterMs: pausedMs }
  if (status !== 'active') return 'pointless'
  const end = invite.expires_at
  return {
    values: {
      ...common(app),
      link: await linkFor(app, invite),
      inviter: inviterOf(app, invite),
      ...(end !== null && { date: dateOf(app, end, language) }),
    },
  }
}

/** That of a request opens only on the applicant's page. */
async function linkFor(app: Looking, invite: Invite): Promise<string> {
  const link = linkOf(app.config, invite)
  return link ?? `${app.config.public.url}/ask/${await mintPage(app, invite.request_id ?? '')}`
}

async function ofDeclined(app: Looking, { subject }: Topic): Promise<Facts> {
  const request = await findRequest(app.db, subject)
  if (request?.state !== 'declined') return 'pointless'
  return { values: { ...common(app), sentence: request.sentence } }
}

/** For those who decide; somebody may have been faster. */
async function ofRequest(app: Looking, { subject, address_id: addressId }: Topic): Promise<Facts> {
  const request = await findRequest(app.db, subject)
  if (request?.state !== 'open') return 'pointless'
  const token = signDecision(app, { requestId: request.id, addressId })
  const prefix = new URL(app.config.public.url).pathname.replace(/\/$/, '')
  const link = new URL(app.config.public.url).origin + makeConsolePaths(prefix).decide(token)
  const { number, wished_name: name } = request
  return { values: { ...common(app), link, number: String(number), name } }
}

function dateOf({ config }: Looking, at: number, { tag }: MailLanguage): string {
  return formatDate(at, 'moment', { tag, timeZone: config.timezone })
}

/** People of this server by their name alone; '' where no person invited. */
function inviterOf({ serverName }: Looking, { created_by: by }: Pick<Invite, 'created_by'>) {
  if (!by.startsWith('@')) return ''
  const own = `:${serverName()}`
  return by.endsWith(own) ? by.slice(1, -own.length) : by
}

async function accountOf({ db }: Looking, { subject }: Topic): Promise<AccountRow | undefined> {
  const account = await findAccount(db, subject)
  const isThere = account && account.localpart !== forgotten && account.ended_at === null
  return isThere ? account : undefined
}

async function ofAccount(app: Looking, topic: Topic): Promise<Facts> {
  const account = await accountOf(app, topic)
  if (!account) return 'pointless'
  const way = await mintWayBack(app, account.redemption_id)
  const link = wayBackLink(app.config.public.url, way)
  return { values: { ...common(app), name: account.localpart, link } }
}

/** Pointless if the end was moved, or the next notice is due: another mail says so. */
async function ofGuest(app: Looking, topic: Topic, language: MailLanguage): Promise<Facts> {
  const account = await accountOf(app, topic)
  if (!account) return 'pointless'
  const end = account.ends_at ?? 0
  if (topic.occasion !== `${end}:${noticeOf(account, app.clock())}`) return 'pointless'
  const link = new URL(app.config.public.url).origin + consolePathOf(app, account)
  const date = dateOf(app, end, language)
  return { values: { ...common(app), name: account.localpart, date, link } }
}

function consolePathOf({ config }: Looking, { redemption_id: id }: AccountRow): string {
  const prefix = new URL(config.public.url).pathname.replace(/\/$/, '')
  return makeConsolePaths(prefix).person(id)
}
