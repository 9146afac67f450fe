import type { Actor } from '../../model/actor.ts'
import { Problem } from '../../shared/errors.ts'
import { lockRequest } from '../../store/requests.ts'
import type { RequestRow } from '../../store/request-rows.ts'
import { deleteVouch, insertVouch } from '../../store/vouches.ts'
import type { App } from '../context.ts'
import { requirePermission } from '../permissions.ts'
import { tellOf } from './tell.ts'

/**
 * Somebody with an account says that they know the applicant, or takes that back (`knows` false).
 * Problems: `forbidden`, also for actors without a Matrix id; `request_unknown`, `request_decided`.
 */
export async function vouch(
  app: Pick<App, 'config' | 'db' | 'clock' | 'random'>,
  id: string,
  { knows, actor }: { knows: boolean; actor: Actor },
): Promise<RequestRow> {
  requirePermission(actor, 'requests:vouch')
  const { id: mxid } = actor
  return app.db.transaction().execute(async (trx) => {
    const request = await lockRequest(trx, id)
    if (!request) throw new Problem('request_unknown')
    if (mxid === null) throw new Problem('forbidden')
    if (request.state !== 'open') throw new Problem('request_decided')
    const said = { request_id: id, mxid, made_at: app.clock() }
    const isNew = await (knows ? insertVouch(trx, said) : deleteVouch(trx, said))
    const kind = knows ? 'request.vouched' : 'request.unvouched'
    if (isNew) await tellOf(trx, { kind, request, actor }, app)
    return request
  })
}
