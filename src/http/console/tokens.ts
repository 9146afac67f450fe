import {
  endToken,
  grantable,
  makeToken,
  tokensOf,
  usualPermissions,
} from '../../core/members/tokens.ts'
import { scopeOf } from '../../core/permissions.ts'
import type { Actor } from '../../model/actor.ts'
import { Problem } from '../../shared/errors.ts'
import type { Response } from '../kit/fetch/response.ts'
import { readForm } from '../kit/forms.ts'
import type { ActorHandler, Exchange } from '../kit/route.ts'
import type { Console } from './console.ts'
import { noticeOf, saying } from './notices.ts'
import { pageOf } from './page.ts'
import { redirect, reply } from './reply.ts'
import { tokensPage, type TokensModel } from './views/tokens.ts'

const day = 24 * 3_600_000

export const showTokens: ActorHandler<Console> = (console, exchange, { actor }) =>
  replyTokens(console, exchange, actor, {})

async function replyTokens(
  console: Console,
  exchange: Exchange,
  actor: Actor,
  { typed, mistake = '', secret = null }: Partial<TokensModel>,
): Promise<Response> {
  const page = pageOf(console, exchange, actor)
  const rows = await tokensOf(console.app, actor)
  const text = tokensPage(page, {
    tokens: rows.map((row) => ({
      id: row.id,
      mxid: row.mxid,
      name: row.name,
      permissions: JSON.parse(row.permissions) as string[],
      expiresAt: row.expires_at,
      usedAt: row.used_at,
    })),
    offered: grantable.filter((one) => scopeOf(actor, one) !== undefined),
    typed: typed ?? { name: '', days: '90', member: '', permissions: usualPermissions },
    mistake,
    secret,
    notice: await noticeOf(console, exchange, actor),
  })
  return reply(console, exchange, text, {
    tag: page.catalogue.tag,
    status: mistake === '' ? 200 : 422,
  })
}

/** Makes the token of the form. The answer is the only page that ever shows its secret. */
export const newToken: ActorHandler<Console> = async (console, exchange, call) => {
  const form = await readForm(exchange, call)
  const { actor } = call
  const text = (name: string) => form.get(name)?.trim() ?? ''
  const permissions = grantable.filter((one) => form.has(`may-${one}`))
  const typed = { name: text('name'), days: text('days'), member: text('member'), permissions }
  const lastsMs = /^\d{1,3}$/.test(typed.days) ? Number(typed.days) * day : NaN
  const member = actor.id === null ? typed.member : null
  const wanted = { name: typed.name, permissions, lastsMs, member }
  try {
    const { secret } = await makeToken(console.app, wanted, actor)
    return await replyTokens(console, exchange, actor, { secret })
  } catch (error) {
    const mistake = error instanceof Problem ? (error.details.detail ?? '') : ''
    if (mistake === '') throw error
    return replyTokens(console, exchange, actor, { typed, mistake })
  }
}

export const removeToken: ActorHandler<Console> = async (console, exchange, call) => {
  const id = (await readForm(exchange, call)).get('token') ?? ''
  await endToken(console.app, id, call.actor)
  return redirect(await saying(console, console.paths.tokens, call.actor, ['token.ended']))
}
