import { createInvite } from '../../core/invites/create.ts'
import { linkOf } from '../../core/invites/resource.ts'
import { onlyAuthor } from '../../core/permissions.ts'
import type { Actor } from '../../model/actor.ts'
import { findForList } from '../../store/invite-list.ts'
import type { Response } from '../kit/fetch/response.ts'
import { readUntypedForm } from '../kit/forms.ts'
import type { ActorCall, Exchange } from '../kit/route.ts'
import type { Console } from './console.ts'
import { queryOf, readListQuery, turnsOf } from './list-query.ts'
import { noticeOf } from './notices.ts'
import { pageOf } from './page.ts'
import { mistakesOf, readTerms } from './read-terms.ts'
import { redirect, reply } from './reply.ts'
import { homePage } from './views/home.ts'
import { type Mistakes, type TypedTerms, typedOf } from './views/terms-form.ts'

/** Invitations on one page of the list. */
const perPage = 25

export function showHome(
  console: Console,
  exchange: Exchange,
  { actor }: ActorCall,
): Promise<Response> {
  return replyHome(console, exchange, actor)
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
  const { wanted, mistakes, typed } = readTerms(await readUntypedForm(exchange, call), place)
  if (Object.keys(mistakes).length > 0)
    return replyHome(console, exchange, actor, { typed, mistakes })
  try {
    const { id } = await createInvite(app, wanted, actor)
    return redirect(paths.invite(id))
  } catch (error) {
    return replyHome(console, exchange, actor, { typed, mistakes: mistakesOf(error) })
  }
}

async function replyHome(
  console: Console,
  exchange: Exchange,
  actor: Actor,
  form?: { typed: TypedTerms; mistakes: Mistakes },
): Promise<Response> {
  const { app } = console
  const page = pageOf(console, exchange, actor)
  const query = readListQuery(exchange)
  const author = onlyAuthor(actor, 'invites:read')
  const found = await findForList(app.db, { ...query, author, limit: perPage + 1 }, page.now)
  const usual = usualTerms(console)
  const text = homePage(page, {
    usual,
    typed: form?.typed ?? typedOf(page, usual),
    mistakes: form?.mistakes ?? {},
    filter: query,
    invites: found.slice(0, perPage),
    linkOf: (invite) => linkOf(app.config, invite),
    query: queryOf(query),
    ...turnsOf(query, found.length > perPage ? found[perPage - 1]?.id : undefined),
    notice: await noticeOf(console, exchange, actor, queryOf(query)),
    allowance: null,
  })
  return reply(console, exchange, text, {
    tag: page.catalogue.tag,
    status: form === undefined ? 200 : 422,
  })
}

export function usualTerms({ app }: Console) {
  const { defaultUses: uses, defaultExpiry: length } = app.config.invites
  const end = length === null ? null : app.clock() + length
  return { max_uses: uses, expires_at: end, opens_at: null, label: '' }
}
