import { randomText } from '../../core/code.ts'
import { type FieldCode, type FieldProblem, Problem } from '../../core/errors.ts'
import { type InviteTerms, inviteStatus, refuseClosed } from '../../core/invite.ts'
import { redeem } from '../../core/redemption.ts'
import { nameProblem, readName } from '../../core/rules.ts'
import { suggestNames } from '../../core/suggestions.ts'
import { cookieNames } from '../cookies.ts'
import { readForm } from '../forms.ts'
import { privateHeaders } from '../headers.ts'
import { refuseForeign } from '../origin.ts'
import { accountPage } from '../views/account.ts'
import { invitationOf } from './invitation.ts'
import { pageFor, readCookie, reply, setCookie } from './reply.ts'
import type { Exchange, Portal } from './portal.ts'
import { orTicket } from './ticket.ts'
import { rememberWelcome, toWelcome } from './welcome.ts'
import { Response } from '../fetch/response.ts'

/** How long a second press of the button is known by its key, in seconds. */
const attemptLife = 3600

export async function showAccount(portal: Portal, exchange: Exchange): Promise<Response> {
  const invite = await invitationOf(portal, exchange)
  refuseClosed(invite, portal.app.clock())
  return replyForm(portal, exchange, { invite, name: '', problems: [], suggestions: [] })
}

interface Form {
  invite: InviteTerms
  name: string
  problems: readonly FieldProblem[]
  suggestions: readonly string[]
}

async function replyForm(
  portal: Portal,
  exchange: Exchange,
  { invite, ...form }: Form,
): Promise<Response> {
  const page = pageFor(portal, exchange)
  const { config, homeserver } = portal.app
  const { names, passwords } = config
  const { asks } = homeserver
  const terms = (await homeserver.terms?.([page.catalogue.tag])) ?? []
  const text = accountPage(page, { code: invite.code, names, passwords, asks, terms, ...form })
  const status = form.problems.length > 0 ? 422 : 200
  const response = reply(portal, exchange, page, text, { status, form: true })
  if (readCookie(portal, exchange, cookieNames.attempt) === undefined) {
    setCookie(response, portal, cookieNames.attempt, randomText(portal.app.random, 32), attemptLife)
  }
  return response
}

/** What somebody filled in, and with which invitation. */
export interface Posted {
  code: string
  name: string
  password: string
  confirm: string | undefined
  email?: string | undefined
  /** The terms that the form showed. */
  terms?: string[]
}

/** The button: an account, and a 303 to the hand-off page so that password managers offer to save. */
export async function makeAccount(portal: Portal, exchange: Exchange): Promise<Response> {
  const posted = await readPosted(exchange)
  const answer = acceptPost(portal, exchange, posted, () => toWelcome(portal, exchange))
  return orTicket(portal, exchange, { code: posted.code, answer })
}

async function readPosted({ req }: Exchange): Promise<Posted> {
  const form = await readForm(req.raw)
  return {
    code: req.param('code') ?? '',
    name: form.get('name') ?? '',
    password: form.get('password') ?? '',
    confirm: form.get('confirm'),
    email: form.get('email'),
    terms: form.get('terms')?.split(' ') ?? [],
  }
}

/** Makes the account of a form, and answers with what `welcome` makes for its name. */
export async function acceptPost(
  portal: Portal,
  exchange: Exchange,
  { code, ...account }: Posted,
  welcome: (name: string) => Response,
): Promise<Response> {
  refuseForeign(exchange.req.raw.headers, portal.publicUrl.origin)
  const visitor = portal.visitor(exchange)
  await portal.limits.failedPosts.check(visitor.network)
  const invite = await invitationOf(portal, exchange, code)
  const attemptKey = readCookie(portal, exchange, cookieNames.attempt) ?? null
  try {
    const input = { invite, ...account, attemptKey, visitor: visitor.address }
    const redeemed = await redeem(portal.app, input)
    return rememberWelcome(portal, welcome(redeemed.localpart), redeemed)
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'form_invalid') throw error
    await portal.limits.failedPosts.spend(visitor.network)
    return replyInvalid(portal, exchange, invite, account.name, error)
  }
}

async function replyInvalid(
  portal: Portal,
  exchange: Exchange,
  invite: InviteTerms,
  name: string,
  { details }: Problem,
): Promise<Response> {
  const problems = details.fields ?? []
  const taken = problems.some(({ code }) => code === 'name_taken')
  const localpart = readName(name, portal.app.config.homeserver.serverName)
  const { address } = portal.visitor(exchange)
  const suggestions = taken ? await suggestNames(portal.app, localpart, address) : []
  return replyForm(portal, exchange, { invite, name, problems, suggestions })
}

/**
 * Advisory: whether a name can be had, as JSON. It says nothing where the homeserver can't tell, since
 * then only the attempt shows it.
 */
export async function checkName(portal: Portal, exchange: Exchange): Promise<Response> {
  const { app, limits } = portal
  const invite = await invitationOf(portal, exchange)
  const { network } = portal.visitor(exchange)
  await limits.nameChecks.check(network)
  await limits.nameChecks.spend(network)
  const name = readName(exchange.req.query('name') ?? '', app.config.homeserver.serverName)
  // The last place may have gone to this very person while the script was still asking.
  const isOpen = inviteStatus(invite, app.clock()) === 'active'
  const said = isOpen ? await judgeName(portal, exchange, name) : { status: 'unknown' }
  return new Response(JSON.stringify(said), { headers: privateHeaders('application/json') })
}

async function judgeName(portal: Portal, exchange: Exchange, name: string) {
  const { app } = portal
  const { names, homeserver } = app.config
  const { address } = portal.visitor(exchange)
  const sentence = (key: `error.${FieldCode}` | 'check.free') =>
    pageFor(portal, exchange).catalogue.t(key, {
      min: names.minLength,
      max: names.maxLength,
      name,
    })
  const problem = nameProblem({ names, homeserver }, name)
  if (problem !== null) return { status: 'invalid', message: sentence(`error.${problem}`) }
  const standing = await app.homeserver.check(name, address)
  if (standing === 'unknown') return { status: standing }
  if (standing === 'free') return { status: standing, message: sentence('check.free') }
  return {
    status: standing === 'taken' ? 'taken' : 'invalid',
    message: sentence(`error.name_${standing}`),
    suggestions: await suggestNames(app, name, address),
  }
}
