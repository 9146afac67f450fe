import type { StepResult } from '../../ports/account-actions.ts'
import { isOk } from '../client/client-server.ts'
import { type MasAdmin, type MasAnswer, masRefusal, readResource } from './mas-admin.ts'
import { addEmail, findUser } from './mas-users.ts'

/** Puts a mail address on an account (MAS's admin API, `user-emails`). `ref`: the id of the user, if known. */
export async function addMail(
  admin: MasAdmin,
  { localpart, ref }: { localpart: string; ref: string | null },
  address: string,
): Promise<StepResult> {
  const user =
    ref === null ? await findUser(admin, localpart) : ({ kind: 'user', id: ref } as const)
  if (user.kind === 'absent') return { failed: 'MAS has no such account' }
  const answer = user.kind === 'refused' ? user : await addEmail(admin, user.id, address)
  if (readResource(answer)) return true
  const isTaken = answer.kind === 'answered' && answer.status === 409
  if (!isTaken || user.kind !== 'user') return resultOf(answer)
  const isTheirs = await hasMail(admin, user.id, address)
  return isTheirs || { failed: 'another account has the mail address' }
}

/** A request whose answer was lost may have done it. */
async function hasMail(admin: MasAdmin, id: string, address: string): Promise<boolean> {
  const [user, email] = [id, address].map(encodeURIComponent)
  const path = `/user-emails?filter[user]=${user}&filter[email]=${email}&page[first]=1`
  const answer = await admin.call({ name: 'mas user-emails', method: 'GET', path })
  const found = isOk(answer) && answer.json['data']
  return Array.isArray(found) && found.length > 0
}

/** Without MAS's text, which names the address. */
function resultOf(answer: MasAnswer): StepResult {
  const { reason, retryAfterMs } = masRefusal('the mail address', answer)
  if (reason !== 'homeserver_busy') return { failed: `MAS: ${reason}` }
  return retryAfterMs === undefined ? {} : { retryAfterMs }
}
