import { invitedOf, takeBack } from '../../core/arrivals/take-back.ts'
import { Problem } from '../../shared/errors.ts'
import { findById } from '../../store/invites.ts'
import { listEvents } from '../../store/events.ts'
import type { InvitedAccount } from '../../store/invited-find.ts'
import type { Response } from '../kit/fetch/response.ts'
import type { Actor } from '../../model/actor.ts'
import type { ActorHandler, Exchange } from '../kit/route.ts'
import type { Console } from './console.ts'
import { noticeOf } from './notices.ts'
import { pageOf } from './page.ts'
import { redirect, reply } from './reply.ts'
import { invitedPage } from './views/invited.ts'

/** The page of somebody who came with a Matrix account that they have; Problem `not_found` otherwise. */
export async function showInvited(
  console: Console,
  exchange: Exchange,
  actor: Actor,
): Promise<Response> {
  const { app } = console
  const row = await invitedIn(console, exchange, actor)
  const page = pageOf(console, exchange, actor)
  const invite = await findById(app.db, row.invite_id)
  const notice = await noticeOf(console, exchange, actor)
  const text = invitedPage(page, { row, invite: invite ?? null, notice })
  return reply(console, exchange, text, { tag: page.catalogue.tag })
}

export const takeBackInvited: ActorHandler<Console> = async (console, exchange, { actor }) => {
  const { id } = await invitedIn(console, exchange, actor)
  await takeBack(console.app, id, actor)
  const [done] = await listEvents(console.app.db, id, 1)
  return redirect(console.paths.person(id) + (done ? `?done=${done.id}` : ''))
}

async function invitedIn(
  { app }: Console,
  { req }: Exchange,
  actor: Actor,
): Promise<InvitedAccount> {
  try {
    return await invitedOf(app, req.param('id') ?? '', actor)
  } catch (error) {
    const isUnknown = error instanceof Problem && error.code === 'invited_unknown'
    throw isUnknown ? new Problem('not_found') : error
  }
}
