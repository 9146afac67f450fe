import {
  changeInvite,
  deleteInvite,
  inviteOf,
  pauseInvite,
  resumeInvite,
  revokeInvite,
} from '../../core/invites/invites.ts'
import { undoChange } from '../../core/invites/undo.ts'
import { listEvents } from '../../store/events.ts'
import { readForm, readUntypedForm } from '../kit/forms.ts'
import type { ActorHandler } from '../kit/route.ts'
import type { Console } from './console.ts'
import { replyInvite } from './invite.ts'
import { queryOf, readListParams } from './list-query.ts'
import { saying } from './notices.ts'
import { pageOf } from './page.ts'
import { mistakesOf, readTerms } from './read-terms.ts'
import { redirect } from './reply.ts'
import { typedOf } from './views/terms-form.ts'

type Act = typeof resumeInvite

/** An act without a question. Its page, or the list where it was pressed, says what was done. */
function actAtOnce(perform: Act): ActorHandler<Console> {
  return async (console, exchange, call) => {
    const id = exchange.req.param('id') ?? ''
    const back = (await readUntypedForm(exchange, call)).get('back')
    await perform(console.app, id, call.actor)
    return redirect(await backTo(console, id, back))
  }
}

export const pause = actAtOnce(pauseInvite)
export const resume = actAtOnce(resumeInvite)
export const withdraw = actAtOnce(revokeInvite)

/** `back`: the query of the list; without it the act was pressed on the invitation's page. */
async function backTo({ app, paths }: Console, id: string, back: string | undefined) {
  const [done] = await listEvents(app.db, id, 1)
  const said = new URLSearchParams(
    back === undefined ? '' : queryOf(readListParams(new URLSearchParams(back))),
  )
  if (done) said.set('done', done.id)
  return `${back === undefined ? paths.invite(id) : paths.home}?${said.toString()}`
}

/** Takes back what a notice says; the notice knows which event that was. */
export const undo: ActorHandler<Console> = async (console, exchange, call) => {
  const id = exchange.req.param('id') ?? ''
  const form = await readForm(exchange, call)
  await undoChange(console.app, id, form.get('event') ?? null, call.actor)
  return redirect(await backTo(console, id, form.get('back')))
}

export const remove: ActorHandler<Console> = async (console, exchange, { actor }) => {
  await deleteInvite(console.app, exchange.req.param('id') ?? '', actor)
  return redirect(await saying(console, console.paths.home, actor, ['invite.deleted']))
}

/** Only what differs from what was shown is changed. What was typed stays if it can't be done. */
export const change: ActorHandler<Console> = async (console, exchange, call) => {
  const { app } = console
  const { actor } = call
  const invite = await inviteOf(app, exchange.req.param('id') ?? '', actor)
  const place = { now: app.clock(), timeZone: app.config.timezone }
  const form = await readForm(exchange, call)
  const shown = new Map(Object.entries(typedOf(pageOf(console, exchange, actor), invite)))
  const other = new Map([...form].filter(([name, text]) => shown.get(name) !== text.trim()))
  const { wanted, mistakes } = readTerms(other, place)
  const { code: _, words: __, ...fields } = wanted
  const again = (found: typeof mistakes) => {
    const { typed } = readTerms(form, place)
    return replyInvite(console, exchange, { actor, invite, form: { typed, mistakes: found } })
  }
  if (Object.keys(mistakes).length > 0) return again(mistakes)
  if (Object.keys(fields).length === 0) return redirect(console.paths.invite(invite.id))
  try {
    await changeInvite(app, invite.id, fields, actor)
    return redirect(await backTo(console, invite.id, undefined))
  } catch (error) {
    return again(mistakesOf(error, fields))
  }
}
