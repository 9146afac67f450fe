import { newcomerActor } from '../../model/actor.ts'
import { Problem } from '../../shared/errors.ts'
import { deleteRequests } from '../../store/requests-over.ts'
import { closeRequest } from '../../store/requests.ts'
import type { App } from '../context.ts'
import { requestOfPage } from './find.ts'
import { tellOf } from './tell.ts'

/**
 * The applicant takes an undecided request back: it is deleted at once. Problems: `request_unknown`,
 * `request_decided`.
 */
export async function withdrawRequest(
  app: Pick<App, 'config' | 'db' | 'clock' | 'random'>,
  secret: string,
): Promise<void> {
  const request = await requestOfPage(app, secret)
  await app.db.transaction().execute(async (trx) => {
    const end = { state: 'ended', at: app.clock(), sentence: '' } as const
    if (!(await closeRequest(trx, request.id, end))) throw new Problem('request_decided')
    await deleteRequests(trx, [request.id])
    await tellOf(trx, { kind: 'request.withdrawn', request, actor: newcomerActor }, app)
  })
}
