import { type FieldCode, Problem, type ProblemCode } from '../../shared/errors.ts'
import { isUnguessable } from '../../core/invites/code.ts'
import type { InviteTerms } from '../../core/invites/invite.ts'
import { grantOf } from '../../core/invites/grant.ts'
import { redeem } from '../../core/redemption/redemption.ts'
import { findTyped } from '../../core/invites/invites.ts'
import type { Limit } from '../../http/kit/limits.ts'
import type { Call, Exchange } from '../../http/kit/route.ts'
import type { Visitor } from '../../http/kit/visitor.ts'
import { maxWaits } from '../../http/portal/accept.ts'
import { addAddresses } from './addresses.ts'
import type { RouteContext } from './route-context.ts'
import { isActive } from './generations.ts'
import { json } from './json.ts'
import { badRequest, Refusal } from './refusal.ts'
import { takesPage, toPage } from './to-page.ts'
import { formProblems, localpartOf, readRegisterForm, type RegisterForm } from './register-form.ts'
import type { Response } from '../../http/kit/fetch/response.ts'

/** `POST /register` of a script or an operator's own page: always answers JSON. */
export async function register(
  desk: RouteContext,
  exchange: Exchange,
  { readBody }: Call,
): Promise<Response> {
  const form = readRegisterForm(await readBody(), exchange.req.header('content-type'))
  // Where the host isn't certain, a browser still knows the path.
  const pages = desk.front.addressOf(exchange) ?? new URL(desk.app.config.public.url).pathname
  try {
    return await makeAccount(desk, form, { visitor: desk.visitor(exchange), pages })
  } catch (error) {
    throw error instanceof Problem ? refusalOf(error, form, pages) : error
  }
}

/** `pages`: where they lie, as people reach them: `https://example.org/register`, or its path alone. */
async function makeAccount(
  { app, settings, attempts, ...limits }: RouteContext,
  form: RegisterForm,
  { visitor, pages }: { visitor: Visitor; pages: string },
): Promise<Response> {
  const { address, network } = visitor
  const invite = await findTyped(app, form.token)
  await countGuess(limits.wrongCodes, network, invite)
  const earlier = attempts.find(form)
  const opens = invite !== undefined && (isActive(invite, app.clock()) || earlier !== undefined)
  if (opens && (await takesPage(app.homeserver))) throw toPage(pages, form.token)
  const problems = formProblems(form, settings, opens, () =>
    app.observe({ kind: 'pattern_too_slow' }),
  )
  if (!invite || Object.keys(problems).length > 0) throw badRequest(problems)
  const { password } = form
  const attemptKey = earlier ?? attempts.newKey()
  const name = localpartOf(form.username)
  try {
    const { localpart } = await redeem(app, {
      grant: await grantOf(app, invite),
      name,
      password,
      attemptKey,
      visitor: address,
      network,
      maxWaitMs: maxWaits.withoutTicket,
      admit: () => limits.admit(visitor),
      mayWait: limits.mayWait(network),
    })
    if (settings.logAddresses && address !== null) {
      await addAddresses(app.db, [{ invite_id: invite.id, address }])
    }
    return json(welcome(localpart, app.serverName()))
  } catch (error) {
    if (error instanceof Problem && error.code === 'outcome_unknown') {
      attempts.remember(form, attemptKey)
    }
    throw error
  }
}

/** Counts a wrong token. Unguessable tokens cost nothing and are never refused, as on the pages. */
async function countGuess(
  { spend, pass }: Limit,
  network: string,
  invite: InviteTerms | undefined,
): Promise<void> {
  if (!invite) await spend(network)
  else if (!isUnguessable(invite.code)) await pass(network)
}

/** As in the old program, but without an access token, which would be an unwanted session. */
function welcome(localpart: string, serverName: string) {
  return {
    home_server: serverName,
    status: 'success',
    status_code: 200,
    user_id: `@${localpart}:${serverName}`,
  }
}

/** In the homeserver's words, because clients find the reason only in that sentence. */
function invalidName(code: FieldCode | undefined): Refusal {
  const why =
    (code && INVALID_NAMES[code]) ?? "User ID can only contain characters a-z, 0-9, or '=_-./+'"
  return new Refusal(400, 'M_INVALID_USERNAME', why)
}

const INVALID_NAMES: Partial<Record<FieldCode, string>> = {
  name_underscore: 'User ID may not begin with _',
  name_is_number: 'Numeric user IDs are reserved for guest users.',
  name_link: 'User ID may not be a link',
}

const TOKEN_INVALID = badRequest({ token: ['Token is invalid'] })

/** The homeserver's own refusals, as it words them; what it worded otherwise can't be known here. */
function refusalOf(problem: Problem, form: RegisterForm, pages: string): Problem {
  const { code, details } = problem
  const field = details.fields?.[0]?.code
  if (field === 'terms_unseen') return toPage(pages, form.token)
  if (code === 'form_invalid') return refusalOfField(field)
  return TOKEN_PROBLEMS.has(code) ? TOKEN_INVALID : problem
}

const TOKEN_PROBLEMS: ReadonlySet<ProblemCode> = new Set([
  'invite_unknown',
  'invite_scheduled',
  'invite_expired',
  'invite_used_up',
  'invite_closed',
])

function refusalOfField(code: FieldCode | undefined): Refusal {
  switch (code) {
    case 'name_taken':
    case 'name_busy':
      return new Refusal(400, 'M_USER_IN_USE', 'User ID already taken.')
    case 'name_reserved':
      return new Refusal(400, 'M_EXCLUSIVE', 'This user ID is reserved.')
    case 'password_too_long':
    case 'password_too_wide':
      return badRequest({ password: ['Password is longer than the 72 bytes that are kept of it'] })
    case 'password_common':
    case 'password_guessable':
    case 'password_is_name':
      return badRequest({ password: ['Password is too easy to guess'] })
    case 'password_refused':
      return new Refusal(400, 'M_UNKNOWN', 'Invalid password')
    default:
      return invalidName(code)
  }
}
