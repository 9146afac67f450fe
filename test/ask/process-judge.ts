import type { App } from '../../src/core/context.ts'
import type { MailServer } from '../mail/servers.ts'

/** An applicant of a history. */
export interface Applicant {
  name: string
  mail: string
  secret: string
  /** The id of the request. */
  id: string
  /** Decisions and withdrawals that somebody was told were theirs: `request.approved @ruth:…`. */
  told: string[]
}

const ends = ['request.approved', 'request.declined', 'request.withdrawn']

/** A sentence for each promise that was broken to an applicant. */
export async function judge(
  { db }: Pick<App, 'db'>,
  { received }: Pick<MailServer, 'received'>,
  { id, name, mail, told }: Applicant,
): Promise<string[]> {
  const events = await db
    .selectFrom('events')
    .select(['kind', 'actor_id'])
    .where('subject', '=', id)
    .execute()
  const end = events.filter(({ kind }) => ends.includes(kind))
  const invites = await db.selectFrom('invites').selectAll().where('request_id', '=', id).execute()
  const isIn = end[0]?.kind === 'request.approved'
  const accounts = await db
    .selectFrom('accounts')
    .select('localpart')
    .where('localpart', '=', name)
    .execute()
  const problems: string[] = []
  const say = (what: string) =>
    problems.push(`${name}: ${what} (${told.join()}; ${end.map(({ kind }) => kind).join()})`)
  const once = (what: string, count: number, expected = 1) => {
    if (count !== expected) say(`${what}: ${count}, and should be ${expected}`)
  }
  once('requests', events.filter(({ kind }) => kind === 'request.made').length)
  once('ends', end.length)
  if (told.length > 1) say('more than one was told that theirs counts')
  const [first] = end
  if (told[0] !== undefined && told[0] !== `${first?.kind} ${first?.actor_id ?? ''}`.trim()) {
    say('somebody was told what is not so')
  }
  once('invitations', invites.length, isIn ? 1 : 0)
  once('used places', invites[0]?.used ?? 0, isIn ? 1 : 0)
  once('held places', invites[0]?.held ?? 0, 0)
  once('accounts', accounts.length, isIn ? 1 : 0)
  const queued = await applicantMails(db, { id, invite: invites[0]?.id ?? '' })
  const isWithdrawn = first?.kind === 'request.withdrawn'
  once('mails to the applicant', queued.length, isWithdrawn ? 0 : 1)
  const sent = received.filter(({ recipients }) => recipients.includes(mail))
  const arrived = new Set(sent.map(({ messageId }) => messageId)).size
  // Whoever has joined meanwhile needs no mail that they can, but may have got it before a kill.
  const isPointless = isIn && queued[0]?.state === 'dropped' && arrived === 0
  once('mails that arrived', arrived, isWithdrawn || isPointless ? 0 : 1)
  const subject = isIn ? /You can join/ : /request/
  if (sent.some((one) => !subject.test(one.subject ?? ''))) say('a mail says something else')
  return [...problems, ...(await deciderMails(db, id))]
}

function applicantMails(db: App['db'], { id, invite }: { id: string; invite: string }) {
  return db
    .selectFrom('mail_deliveries')
    .select(['kind', 'state'])
    .where('kind', 'in', ['let_in', 'declined'])
    .where('subject', 'in', [id, invite])
    .execute()
}

/** Each decider gets one mail of a request, or none if it was decided before. */
async function deciderMails(db: App['db'], id: string): Promise<string[]> {
  const rows = await db
    .selectFrom('mail_deliveries')
    .select(['address_id', 'state'])
    .where('kind', '=', 'request_made')
    .where('subject', '=', id)
    .execute()
  const owners = await db
    .selectFrom('mail_addresses')
    .select('id')
    .where('owner', 'is not', null)
    .execute()
  const isRight =
    rows.length === owners.length &&
    rows.every(({ state }) => state === 'sent' || state === 'dropped')
  return isRight ? [] : [`mails to deciders of ${id}: ${JSON.stringify(rows)}`]
}
