import { endOwnSession, endOwnSessions, ownSessions } from '../../core/members/own-sessions.ts'
import { readForm } from '../kit/forms.ts'
import type { ActorHandler } from '../kit/route.ts'
import type { Console } from './console.ts'
import { pageOf } from './page.ts'
import { redirect, reply } from './reply.ts'
import { signedInOf } from './session.ts'
import { sessionsPage } from './views/sessions.ts'

export const showSessions: ActorHandler<Console> = async (console, exchange, { actor }) => {
  const signedIn = await signedInOf(console, exchange)
  const page = pageOf(console, exchange, actor)
  const sessions = await ownSessions(console.app, signedIn)
  const text = sessionsPage(page, { sessions, current: signedIn.session.id })
  return reply(console, exchange, text, { tag: page.catalogue.tag })
}

/** Ends the session of the form; all of them, this one included, if it names none. */
export const endSession: ActorHandler<Console> = async (console, exchange, call) => {
  const { app, paths } = console
  const signedIn = await signedInOf(console, exchange)
  const id = (await readForm(exchange, call)).get('session') ?? ''
  if (id === '') await endOwnSessions(app, signedIn)
  else await endOwnSession(app, signedIn, id)
  return redirect(paths.sessions)
}
