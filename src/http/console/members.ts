import { nameRole, roles } from '../../core/members/name-role.ts'
import { roleOf } from '../../core/members/role.ts'
import {
  type Allowance,
  allowanceDefaults,
  endAllowance,
  readAllowance,
  setAllowance,
} from '../../core/members/set-allowance.ts'
import type { Actor } from '../../model/actor.ts'
import { Problem } from '../../shared/errors.ts'
import { listMembers } from '../../store/members.ts'
import type { Response } from '../kit/fetch/response.ts'
import { readForm } from '../kit/forms.ts'
import type { ActorHandler, Exchange } from '../kit/route.ts'
import type { Console } from './console.ts'
import { noticeOf, saying } from './notices.ts'
import { pageOf } from './page.ts'
import { redirect, reply } from './reply.ts'
import { membersPage, type MembersModel, type TypedAllowance } from './views/members.ts'

const perPage = 50

const day = 24 * 3_600_000

export const showMembers: ActorHandler<Console> = (console, exchange, { actor }) =>
  replyMembers(console, exchange, actor)

interface Typed {
  allowance?: TypedAllowance
  member?: string
}

async function replyMembers(
  console: Console,
  exchange: Exchange,
  actor: Actor,
  form?: Pick<MembersModel, 'mistake'> & Typed,
): Promise<Response> {
  const { app } = console
  const page = pageOf(console, exchange, actor)
  const after = exchange.req.query('after')
  const rows = await listMembers(app.db, { after, limit: perPage + 1 })
  const allowance = (await readAllowance(app)) ?? null
  const last = rows.length > perPage ? rows[perPage - 1]?.mxid : undefined
  const text = membersPage(page, {
    members: rows.slice(0, perPage).map((row) => ({
      mxid: row.mxid,
      ...roleOf(app, row.mxid, row),
      standing: row.standing,
      signedInAt: row.signed_in_at,
    })),
    allowance,
    typed: form?.allowance ?? typedOf(allowance),
    typedMember: form?.member ?? null,
    mistake: form?.mistake ?? null,
    notice: await noticeOf(console, exchange, actor),
    older: last === undefined ? null : `?after=${encodeURIComponent(last)}`,
    newest: after === undefined ? null : '?',
  })
  const status = form === undefined ? 200 : 422
  return reply(console, exchange, text, { tag: page.catalogue.tag, status })
}

function typedOf(allowance: Allowance | null): TypedAllowance {
  const { perMonth, uses, lastsMs, minDays } = allowance ?? { perMonth: 3, ...allowanceDefaults }
  const days = Math.max(1, Math.round(lastsMs / day))
  return {
    perMonth: String(perMonth),
    uses: String(uses),
    days: String(days),
    minDays: String(minDays),
  }
}

/** Gives the role of the form to its member. */
export const setRole: ActorHandler<Console> = async (console, exchange, call) => {
  const form = await readForm(exchange, call)
  const role = roles.find((one) => one === form.get('role')) ?? null
  const typed = form.get('member')?.trim() ?? ''
  // A bare name is one of this homeserver, as at the sign-in.
  const member = /^[^@:]+$/.test(typed) ? `@${typed}:${console.app.serverName()}` : typed
  const act = () => nameRole(console.app, member, role, call.actor)
  return orMistake(console, exchange, call.actor, act, { member: typed })
}

/** Sets the allowance of the form, or ends it. Its profile stays. */
export const changeAllowance: ActorHandler<Console> = async (console, exchange, call) => {
  const { app } = console
  const { actor } = call
  const form = await readForm(exchange, call)
  if (form.has('end')) {
    return orMistake(console, exchange, actor, () => endAllowance(app, actor))
  }
  const text = (name: string) => form.get(name)?.trim() ?? ''
  const count = (name: string) => (/^\d{1,6}$/.test(text(name)) ? Number(text(name)) : NaN)
  const wanted: Allowance = {
    perMonth: count('perMonth'),
    uses: count('uses'),
    lastsMs: count('days') * day,
    minDays: count('minDays'),
    profile: (await readAllowance(app))?.profile ?? null,
  }
  const typed: TypedAllowance = {
    perMonth: text('perMonth'),
    uses: text('uses'),
    days: text('days'),
    minDays: text('minDays'),
  }
  return orMistake(console, exchange, actor, () => setAllowance(app, wanted, actor), {
    allowance: typed,
  })
}

async function orMistake(
  console: Console,
  exchange: Exchange,
  actor: Actor,
  act: () => Promise<unknown>,
  typed: Typed = {},
): Promise<Response> {
  try {
    await act()
    const kinds = ['member.role_named', 'allowance.set', 'allowance.ended'] as const
    return redirect(await saying(console, console.paths.members, actor, kinds))
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'input_invalid') throw error
    const mistake = { word: 'form.mistakes', detail: error.details.detail ?? '' } as const
    return replyMembers(console, exchange, actor, { mistake, ...typed })
  }
}
