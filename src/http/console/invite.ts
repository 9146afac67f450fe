import { type Actor, systemActor } from '../../model/actor.ts'
import { inviteOf } from '../../core/invites/invites.ts'
import type { Invite } from '../../core/invites/invite.ts'
import { linkOf } from '../../core/invites/link.ts'
import { isUndecided } from '../../core/invites/resource.ts'
import { introductionsOf } from '../../core/redemption/introduction-state.ts'
import { nameOf, notKnown } from '../../core/redemption/made-name.ts'
import { listAppOpened } from '../../store/accounts.ts'
import { listEvents } from '../../store/events.ts'
import { type InvitedAccount, listInvited } from '../../store/invited-find.ts'
import { deliveriesOf } from '../../store/mail-deliveries.ts'
import { forgotten } from '../../store/people.ts'
import { listProfiles } from '../../store/profiles.ts'
import { listNewestOf } from '../../store/redemption-list.ts'
import { type Redemption } from '../../store/redemptions.ts'
import type { Response } from '../kit/fetch/response.ts'
import type { ActorCall, Exchange } from '../kit/route.ts'
import type { Console } from './console.ts'
import { happeningOf } from './happenings.ts'
import { noticeOf } from './notices.ts'
import { pageOf } from './page.ts'
import { reply } from './reply.ts'
import type { Comer } from './views/came.ts'
import type { Happening } from './views/happenings.ts'
import { invitePage } from './views/invite.ts'
import { type ConsolePage, say } from './views/page.ts'
import { type Mistakes, type TypedTerms, typedOf } from './views/terms-form.ts'

/** People and events on the page. */
const most = 50

export async function showInvite(
  console: Console,
  exchange: Exchange,
  { actor }: ActorCall,
): Promise<Response> {
  const invite = await inviteOf(console.app, exchange.req.param('id') ?? '', actor)
  return replyInvite(console, exchange, { actor, invite })
}

interface Shown {
  actor: Actor
  invite: Invite
  form?: { typed: TypedTerms; mistakes: Mistakes }
}

export async function replyInvite(
  console: Console,
  exchange: Exchange,
  { actor, invite, form }: Shown,
): Promise<Response> {
  const { app } = console
  const page = pageOf(console, exchange, actor)
  const link = linkOf(app.config, invite)
  const comers = await comersOf(console, page, invite)
  const what = { name: say(page, 'invite.this'), href: null }
  const changes = await listEvents(app.db, invite.id, most)
  const text = invitePage(page, {
    invite,
    link,
    qr: link === null ? null : console.qr(link),
    typed: form?.typed ?? typedOf(page, invite),
    mistakes: form?.mistakes ?? {},
    profiles: await profilesOf(console, invite),
    mails: await deliveriesOf(app.db, invite.id, most),
    comers,
    events: [
      ...changes.map((event) => happeningOf(event, what)),
      ...comers.flatMap((comer) => arrivalOf(page, comer)),
    ].toSorted((a, b) => b.at - a.at),
    notice: await noticeOf(console, exchange, actor),
  })
  const status = form === undefined ? 200 : 422
  return reply(console, exchange, text, { tag: page.catalogue.tag, status })
}

/** New accounts and invited ones, the latest first. */
async function comersOf(console: Console, page: ConsolePage, { id }: Invite): Promise<Comer[]> {
  const { app } = console
  const redemptions = await listNewestOf(app.db, id, most)
  const ids = redemptions.map((row) => row.id)
  const introductions = await introductionsOf(app, ids)
  const opened = await listAppOpened(app.db, ids)
  const invited = await listInvited(app.db, { author: null, invite: id, limit: most })
  return [
    ...redemptions.map((row) => ({
      ...comerOf(console, page, row),
      introduction: introductions.get(row.id) ?? [],
      openedAt: opened.get(row.id) ?? null,
    })),
    ...invited.map(guestOf),
  ].toSorted((a, b) => b.at - a.at)
}

/** The profile of the invitation may have been deleted since. */
async function profilesOf({ app }: Console, { profile_id: own }: Invite): Promise<string[]> {
  const names = (await listProfiles(app.db)).map(({ name }) => name)
  return own === null || names.includes(own) ? names : [...names, own]
}

function comerOf(
  { app }: Console,
  page: ConsolePage,
  row: Redemption,
): Omit<Comer, 'introduction' | 'openedAt'> {
  const known = nameOf(row) === notKnown ? say(page, 'person.notKnown') : nameOf(row)
  const name = row.localpart === forgotten ? null : known
  const at = row.ended_at ?? row.asked_at ?? row.held_at
  return { id: row.id, name, at, state: stateOf(app, row) }
}

function guestOf(row: InvitedAccount): Comer {
  const { id, address, state } = row
  const at = row.ended_at ?? row.invited_at ?? row.held_at
  return {
    id,
    name: address === forgotten ? null : address,
    at,
    state: `account_${state}`,
    introduction: [],
    openedAt: null,
  }
}

function stateOf(app: Console['app'], row: Redemption): Comer['state'] {
  if (row.ended_at === null) return isUndecided(app, row) ? 'undecided' : 'on_the_way'
  return row.awaits_approval === 1 ? 'awaits_approval' : 'joined'
}

/** Somebody's joining as a line of what happened. */
function arrivalOf(page: ConsolePage, { id, name, at, state }: Comer): Happening[] {
  if (state !== 'joined' && state !== 'awaits_approval') return []
  const what = { name: name ?? say(page, 'person.forgotten'), href: page.paths.person(id) }
  return [{ at, actor: systemActor, kind: 'account.made', what, columns: [] }]
}
