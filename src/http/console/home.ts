import { isMailOn } from '../../core/mailing/mail-invite.ts'
import { mailLanguage, mailLanguages } from '../../mail/words.ts'
import { createInvite } from '../../core/invites/create.ts'
import { findTyped } from '../../core/invites/invites.ts'
import { linkOf } from '../../core/invites/link.ts'
import { onlyAuthor, scopeOf } from '../../core/permissions.ts'
import type { Actor } from '../../model/actor.ts'
import { listEnding } from '../../store/guests.ts'
import { findForList } from '../../store/invite-list.ts'
import type { AccountRow } from '../../store/redemption-rows.ts'
import type { Response } from '../kit/fetch/response.ts'
import { readUntypedForm } from '../kit/forms.ts'
import type { ActorCall, Exchange } from '../kit/route.ts'
import type { Console } from './console.ts'
import { type ListQuery, queryOf, readListQuery, turnsOf } from './list-query.ts'
import { noticeOf, saying } from './notices.ts'
import { pageOf } from './page.ts'
import { mistakesOf, readTerms } from './read-terms.ts'
import { redirect, reply } from './reply.ts'
import { ownAllowance, profilesFor, usualTerms } from './usual-terms.ts'
import { homePage } from './views/home.ts'
import { type Mistakes, type TypedTerms, typedOf } from './views/terms-form.ts'

/** Invitations on one page of the list: with all files, 60 kB in all. */
const perPage = 12

export function showHome(
  console: Console,
  exchange: Exchange,
  { actor }: ActorCall,
): Promise<Response> {
  return replyHome(console, exchange, actor)
}

/** The address of a form with mistakes, opened again, leads to the list. */
export function leadHome({ paths }: Console): Promise<Response> {
  return Promise.resolve(redirect(paths.home))
}

/** Makes an invitation: with the defaults where the form says nothing. */
export async function makeInvite(
  console: Console,
  exchange: Exchange,
  call: ActorCall,
): Promise<Response> {
  const { app, paths } = console
  const { actor } = call
  const place = { now: app.clock(), timeZone: app.config.timezone }
  const form = await readUntypedForm(exchange, call)
  const { wanted, mistakes, typed } = readTerms(form, place)
  // An allowance decides the profile of a member's.
  const isFree = !form.has('profile') && scopeOf(actor, 'invites:create') === 'all'
  const given = isFree ? { profile: (await profilesFor(console, actor)).last } : {}
  if (Object.keys(mistakes).length > 0)
    return replyHome(console, exchange, actor, { typed, mistakes })
  try {
    const { id } = await createInvite(app, { ...wanted, ...given }, actor)
    const path = paths.invite(id)
    return redirect(wanted.mailTo ? await saying(console, path, actor, ['invite.mailed']) : path)
  } catch (error) {
    // One press has no fields: then the form shows the usual ones.
    const shown = form.has('uses') ? typed : undefined
    const found = mistakesOf(error, wanted)
    return replyHome(console, exchange, actor, { typed: shown, mistakes: found })
  }
}

async function replyHome(
  console: Console,
  exchange: Exchange,
  actor: Actor,
  form?: { typed: TypedTerms | undefined; mistakes: Mistakes },
): Promise<Response> {
  const { app } = console
  const page = pageOf(console, exchange, actor)
  const query = readListQuery(exchange)
  const own = await ownAllowance(console, actor)
  const profiles = await profilesFor(console, actor)
  const usual = own?.terms ?? (await usualTerms(console, profiles.last))
  const text = homePage(page, {
    usual,
    typed: form?.typed ?? {
      ...typedOf(page, usual),
      profile: profiles.last ?? '',
      language: mailLanguage(app.config.language, 'en').tag,
    },
    mailLanguages: isMailOn(app) ? mailLanguages() : [],
    profiles: profiles.names,
    mistakes: form?.mistakes ?? {},
    filter: query,
    ...(await listed(console, query, actor)),
    linkOf: (invite) => linkOf(app.config, invite),
    query: queryOf(query),
    guests: await guestsSoon(console, actor),
    notice: await noticeOf(console, exchange, actor, queryOf(query)),
    allowance: own?.seen ?? null,
  })
  return reply(console, exchange, text, {
    tag: page.catalogue.tag,
    status: form === undefined ? 200 : 422,
  })
}

/** How long before their end the page shows guests, and how many. */
const soonMs = 7 * 24 * 3_600_000
const mostGuests = 5

/** Whose account ends within a week, of those whom the actor may extend. */
async function guestsSoon({ app }: Console, actor: Actor): Promise<AccountRow[]> {
  if (scopeOf(actor, 'people:extend') === undefined) return []
  const author = onlyAuthor(actor, 'people:extend')
  const now = app.clock()
  return listEnding(app.db, { now, until: now + soonMs, author, limit: mostGuests })
}

/** A page of the list. The invitation whose code or link was typed comes first. */
async function listed({ app }: Console, query: ListQuery, actor: Actor) {
  const author = onlyAuthor(actor, 'invites:read')
  const filter = { ...query, author, limit: perPage + 1 }
  const found = await findForList(app.db, filter, app.clock())
  const shown = found.slice(0, perPage)
  const turns = turnsOf(query, found.length > perPage ? shown.at(-1)?.id : undefined)
  const isFirst = query.text !== '' && query.before === undefined
  const typed = isFirst ? await findTyped(app, query.text) : undefined
  if (!typed || (author !== null && typed.created_by !== author))
    return { invites: shown, ...turns }
  return { invites: [typed, ...shown.filter(({ id }) => id !== typed.id)], ...turns }
}
