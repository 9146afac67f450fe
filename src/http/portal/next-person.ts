import { refuseClosed } from '../../core/invites/invite.ts'
import { cookieNames } from '../kit/cookies.ts'
import type { Response } from '../kit/fetch/response.ts'
import { invitationOf } from './invitation.ts'
import type { Exchange } from '../kit/route.ts'
import type { Portal } from './portal.ts'
import { pageFor, redirect, setCookie } from './reply.ts'

/**
 * "Somebody else?" on a shared device: deletes what this browser knows of the first one, so that the form issues a new
 * attempt key. The next person takes a place of their own.
 */
export async function beginNext(portal: Portal, exchange: Exchange): Promise<Response> {
  const invite = await invitationOf(portal, exchange)
  refuseClosed(invite, portal.app.clock())
  const response = redirect(pageFor(portal, exchange).paths.account(invite.code))
  const { attempt, me, welcome, matrix } = cookieNames
  for (const name of [attempt, me, welcome, matrix]) {
    setCookie(response, portal, name, '', 0)
  }
  return response
}
