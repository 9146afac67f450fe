import type { Actor } from '../../model/actor.ts'
import { Problem } from '../../shared/errors.ts'
import { findMember, insertMember } from '../../store/members.ts'
import type { DatabaseTransaction } from '../../store/schema.ts'
import type { Context } from '../context.ts'
import { roleOf } from '../members/role.ts'

/**
 * Who wrote to the bot, with the role of the console. Whoever writes is in good standing at their
 * homeserver; people of other servers need a role that an operator gave. Problems `account_shut`,
 * `account_foreign`.
 */
export async function actorOfSender(
  app: Pick<Context, 'config' | 'clock' | 'serverName'>,
  trx: DatabaseTransaction,
  mxid: string,
): Promise<Actor> {
  const isOurs = mxid.endsWith(`:${app.serverName()}`)
  if (isOurs) await insertMember(trx, mxid, app.clock())
  const member = await findMember(trx, mxid)
  if (member && member.standing !== 'good') throw new Problem('account_shut')
  const { role, source } = roleOf(app, mxid, member)
  if (!isOurs && source === 'default') throw new Problem('account_foreign')
  return { kind: role, id: mxid, via: 'bot' }
}
