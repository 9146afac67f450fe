import type { Actor } from '../../model/actor.ts'
import type { Role } from '../../model/member.ts'
import { Problem } from '../../shared/errors.ts'
import { isMatrixId } from '../../shared/matrix-id.ts'
import { findMember, insertMember, nameMember } from '../../store/members.ts'
import type { MemberRow } from '../../store/console-rows.ts'
import type { Context } from '../context.ts'
import { recordEvent } from '../events/record.ts'
import { requirePermission } from '../permissions.ts'

export const roles = ['operator', 'moderator', 'member'] as const satisfies readonly Role[]

/**
 * Gives somebody a role, who need not have signed in yet; null: only what the homeserver tells. It holds
 * from their next request on. Problem `input_invalid`, also for who is an operator by the configuration.
 */
export async function nameRole(
  app: Pick<Context, 'config' | 'db' | 'clock' | 'random'>,
  mxid: string,
  role: Role | null,
  actor: Actor,
): Promise<MemberRow> {
  requirePermission(actor, 'roles:write')
  if (!isMatrixId(mxid)) {
    throw new Problem('input_invalid', { detail: 'Give a Matrix id: @ana:example.org.' })
  }
  if (app.config.console.operators.includes(mxid)) {
    throw new Problem('input_invalid', {
      detail: `${mxid} is an operator by console.operators in the configuration: change it there.`,
    })
  }
  return app.db.transaction().execute(async (trx) => {
    const at = app.clock()
    await insertMember(trx, mxid, at)
    await nameMember(trx, mxid, role)
    const data = { role: role ?? 'default' }
    await recordEvent(trx, { at, actor, kind: 'member.role_named', subject: mxid, data }, app)
    const row = await findMember(trx, mxid)
    if (!row) throw new Problem('internal')
    return row
  })
}
