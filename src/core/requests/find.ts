import { Problem } from '../../shared/errors.ts'
import { hashOf } from '../../shared/hash.ts'
import { findByRequest } from '../../store/invites.ts'
import type { InviteRow } from '../../store/invite-row.ts'
import type { RequestRow } from '../../store/request-rows.ts'
import { findByNumber, findBySecret, findRequest } from '../../store/requests.ts'
import type { App } from '../context.ts'
import { secretPattern } from './secret.ts'

type Reading = Pick<App, 'db'>

/** The request of an applicant's page. Problem `request_unknown`: withdrawn, forgotten, or never made. */
export async function requestOfPage({ db }: Reading, secret: string): Promise<RequestRow> {
  const known = secretPattern.test(secret) ? await findBySecret(db, hashOf(secret)) : undefined
  if (!known) throw new Problem('request_unknown')
  return known
}

/**
 * The invitation of the applicant with this page. Nobody else can open it. Undefined: the text is no
 * secret of a page, or nothing was approved.
 */
export async function invitationOfPage(
  { db }: Reading,
  secret: string,
): Promise<InviteRow | undefined> {
  if (!secretPattern.test(secret)) return undefined
  const request = await findBySecret(db, hashOf(secret))
  return request && findByRequest(db, request.id)
}

/** A request by its id or its number (`17`, `#17`). Problem `request_unknown`. */
export async function requestNamed({ db }: Reading, name: string): Promise<RequestRow> {
  const number = /^#?(?<digits>\d{1,15})$/.exec(name.trim())?.groups?.['digits']
  const found =
    number === undefined
      ? await findRequest(db, name.trim())
      : await findByNumber(db, Number(number))
  if (!found) throw new Problem('request_unknown')
  return found
}
