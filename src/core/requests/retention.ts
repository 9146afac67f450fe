import { systemActor } from '../../model/actor.ts'
import { closeRequest } from '../../store/requests.ts'
import {
  deleteRequests,
  eraseRequests,
  listOver,
  listUndecided,
  purgeConsents,
} from '../../store/requests-over.ts'
import { inBatches } from '../batches.ts'
import type { App } from '../context.ts'
import { tellOf } from './tell.ts'

type Tools = Pick<App, 'config' | 'db' | 'clock' | 'random'>

/**
 * Ends what nobody decided in time, and forgets what is over. Of somebody who came in, the consent is kept
 * as long as the account is. Safe to run in several processes at once.
 */
export async function tidyRequests(app: Tools): Promise<void> {
  await inBatches(() => endUndecided(app))
  await inBatches(() => forgetOver(app))
  const { redemptions } = app.config.retention
  if (redemptions !== null) await inBatches(() => purgeConsents(app.db, app.clock() - redemptions))
}

async function endUndecided(app: Tools): Promise<boolean> {
  const now = app.clock()
  const ids = await listUndecided(app.db, now - app.config.requests.endAfter)
  for (const id of ids) {
    await app.db.transaction().execute(async (trx) => {
      const end = { state: 'ended', at: now, sentence: '' } as const
      const request = await closeRequest(trx, id, end)
      if (!request) return
      await eraseRequests(trx, [id], now)
      await tellOf(trx, { kind: 'request.ended', request, actor: systemActor }, app)
    })
  }
  return ids.length > 0
}

async function forgetOver(app: Tools): Promise<boolean> {
  const now = app.clock()
  const until = now - app.config.requests.forgetAfter
  const over = await listOver(app.db, { until, now })
  const idsOf = (came: boolean) => over.filter((one) => one.came === came).map(({ id }) => id)
  await app.db.transaction().execute(async (trx) => {
    await eraseRequests(trx, idsOf(true), now)
    await deleteRequests(trx, idsOf(false))
  })
  return over.length > 0
}
