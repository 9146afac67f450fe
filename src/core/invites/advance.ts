import { advancePhases } from '../../store/invite-phase.ts'
import { inBatches } from '../batches.ts'
import type { Context } from '../context.ts'

/** Computes the phases of invitations that opened or ended, so that lists find them by an index. */
export function advance({ db, clock }: Pick<Context, 'db' | 'clock'>): Promise<void> {
  return inBatches(() => advancePhases(db, clock()))
}
