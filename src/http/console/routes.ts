import type { App } from '../../core/context.ts'
import type { Permission } from '../../model/permission.ts'
import { Problem } from '../../shared/errors.ts'
import { maxBodyBytes } from '../kit/body.ts'
import { createListener, type ListenerOptions } from '../kit/dispatch.ts'
import type { Fetch } from '../kit/fetch/listener.ts'
import { mount } from '../kit/places.ts'
import { showFile } from '../portal/files.ts'
import type { ActorHandler, Handler, Route, RouteSet } from '../kit/route.ts'
import { type Console, createConsole, type Side } from './console.ts'
import { showActivity } from './activity.ts'
import { retryJobs, showHealth } from './health.ts'
import { extend, promote } from './guest-acts.ts'
import { leadHome, makeInvite, showHome } from './home.ts'
import { change, pause, remove, resume, undo, withdraw } from './invite-acts.ts'
import { showInvite } from './invite.ts'
import { takeBackInvited } from './invited.ts'
import {
  changeMailText,
  mailAgain,
  resetText,
  retryMail,
  showMail,
  showMailText,
  testMail,
} from './mail.ts'
import { setOwnMail, setQuietHere, showOwnMessages } from './own-messages.ts'
import { makeMany, manyBodyBytes, showBatch, showCard, showCards, showMany } from './many.ts'
import { changeAllowance, setRole, showMembers } from './members.ts'
import { endLinks, forget, makeWayBack, showPeople, showPerson } from './people.ts'
import { previewProfile } from './preview.ts'
import { changeProfile, deleteProfile, newProfile, showProfile, showProfiles } from './profiles.ts'
import { replyProblem } from './reply.ts'
import { showDecision, takeDecision } from './decision.ts'
import { approve, decline, declineAll, unvouch, vouchFor } from './request-acts.ts'
import { showRequest, showRequests } from './requests.ts'
import { signedInOf } from './session.ts'
import { endSession, showSessions } from './sessions.ts'
import { newToken, removeToken, showTokens } from './tokens.ts'
import { resumeWebhook, showWebhooks, testWebhook } from './webhooks.ts'
import { leaveToSignIn, returnFromSignIn } from './sign-in-away.ts'
import { signInByPassword } from './sign-in-password.ts'
import { showLink, showSignIn, signOut, useLink } from './sign-in.ts'

/** A page of somebody who has signed in; links on other sites may lead to it. */
function page(path: string, allow: Permission, handle: ActorHandler<Console>): Route<Console> {
  return { method: 'GET', path: `/console${path}`, allow, session: true, visit: true, handle }
}

/** What a form of such a page does. */
function act(path: string, allow: Permission, handle: ActorHandler<Console>): Route<Console> {
  return { method: 'POST', path: `/console${path}`, allow, session: true, maxBodyBytes, handle }
}

/** A page for everybody. */
function open(path: string, handle: Handler<Console>): Route<Console> {
  return { method: 'GET', path: `/console${path}`, allow: 'public', handle }
}

/** What a form of such a page does. Another site can't sign somebody in as somebody else. */
function enter(path: string, handle: Handler<Console>): Route<Console> {
  return { ...open(path, handle), method: 'POST', origin: 'session', maxBodyBytes }
}

const routes: readonly Route<Console>[] = [
  page('', 'invites:read', showHome),
  page('/invites', 'invites:read', leadHome),
  act('/invites', 'invites:create', makeInvite),
  page('/invites/:id', 'invites:read', showInvite),
  act('/invites/:id/pause', 'invites:change', pause),
  act('/invites/:id/resume', 'invites:change', resume),
  act('/invites/:id/withdraw', 'invites:change', withdraw),
  act('/invites/:id/undo', 'invites:change', undo),
  act('/invites/:id/change', 'invites:change', change),
  act('/invites/:id/mail', 'invites:change', mailAgain),
  act('/invites/:id/delete', 'invites:delete', remove),
  page('/invites/:id/card', 'invites:read', showCard),
  page('/many', 'invites:create', showMany),
  { ...act('/many', 'invites:create', makeMany), maxBodyBytes: manyBodyBytes },
  page('/many/:range', 'invites:read', showBatch),
  page('/many/:range/cards', 'invites:read', showCards),
  page('/people', 'people:read', showPeople),
  page('/people/:id', 'people:read', showPerson),
  act('/people/:id/way-back', 'people:way-back', makeWayBack),
  act('/people/:id/end-links', 'people:way-back', endLinks),
  act('/people/:id/extend', 'people:extend', extend),
  act('/people/:id/promote', 'people:promote', promote),
  act('/people/:id/take-back', 'invites:change', takeBackInvited),
  act('/people/:id/forget', 'people:forget', forget),
  page('/requests', 'requests:read', showRequests),
  page('/requests/:id', 'requests:read', showRequest),
  act('/requests/:id/approve', 'requests:decide', approve),
  act('/requests/:id/decline', 'requests:decide', decline),
  act('/requests/:id/decline-network', 'requests:decide', declineAll),
  act('/requests/:id/vouch', 'requests:vouch', vouchFor),
  act('/requests/:id/unvouch', 'requests:vouch', unvouch),
  page('/profiles', 'profiles:read', showProfiles),
  act('/preview', 'profiles:write', previewProfile),
  act('/profiles', 'profiles:write', newProfile),
  page('/profiles/:name', 'profiles:write', showProfile),
  act('/profiles/:name', 'profiles:write', changeProfile),
  act('/profiles/:name/delete', 'profiles:write', deleteProfile),
  page('/activity', 'activity:read', showActivity),
  page('/health', 'health:read', showHealth),
  act('/health/jobs', 'jobs:write', retryJobs),
  act('/health/mail', 'jobs:write', retryMail),
  page('/mail', 'mail:write', showMail),
  act('/mail/test', 'mail:test', testMail),
  page('/mail/texts/:kind', 'mail:write', showMailText),
  act('/mail/texts/:kind', 'mail:write', changeMailText),
  act('/mail/texts/:kind/reset', 'mail:write', resetText),
  page('/own-mail', 'mail:own', showOwnMessages),
  act('/own-mail', 'mail:own', setOwnMail),
  act('/own-mail/bot', 'mail:own', setQuietHere),
  page('/webhooks', 'health:read', showWebhooks),
  act('/webhooks/:id/test', 'jobs:write', testWebhook),
  act('/webhooks/:id/resume', 'jobs:write', resumeWebhook),
  page('/members', 'roles:read', showMembers),
  act('/members/role', 'roles:write', setRole),
  act('/members/allowance', 'allowances:write', changeAllowance),
  page('/tokens', 'tokens:write', showTokens),
  act('/tokens', 'tokens:write', newToken),
  act('/tokens/end', 'tokens:write', removeToken),
  page('/sessions', 'sessions:end', showSessions),
  act('/sessions/end', 'sessions:end', endSession),
  open('/static/:file', showFile),
  open('/sign-in', showSignIn),
  enter('/sign-in/password', signInByPassword),
  { ...open('/sign-in/:way', leaveToSignIn), head: false },
  { ...open('/callback/:way', returnFromSignIn), head: false },
  open('/decide/:token', showDecision),
  enter('/decide/:token', takeDecision),
  open('/link/:secret', showLink),
  enter('/link/:secret', useLink),
  act('/sign-out', 'sessions:end', signOut),
]

/** The console. Refusals are pages. */
export const consoleSet: RouteSet<Console> = {
  routes,
  origin: 'forms',
  isOwn: (console, exchange, origin) => console.isOwn(exchange, origin),
  actorOf: async (console, exchange) => (await signedInOf(console, exchange)).actor,
  refuse: replyProblem,
}

/** The console on a listener, as a fetch handler. */
export async function createConsoleListener(
  app: App,
  side: Side,
  options: Pick<ListenerOptions, 'getPath' | 'check'>,
): Promise<Fetch> {
  const console = await createConsole(app, side)
  const own = mount(consoleSet, () => console)
  return createListener(app, {
    ...options,
    mounts: [own],
    fallback: () => own,
    check: (exchange) => {
      options.check?.(exchange)
      if (!console.isSecure) throw new Problem('console_insecure')
    },
  })
}
