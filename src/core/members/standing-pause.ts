import { systemActor } from '../../model/actor.ts'
import type { DatabaseTransaction } from '../../store/schema.ts'
import { openSome, pauseSome } from '../../store/standing-pause.ts'
import { type EventTools, recordEvents } from '../events/record.ts'

type Tools = EventTools

/**
 * A member was suspended, locked or deactivated: pauses their invitations, in the transaction that
 * records it. Returns how many.
 */
export async function pauseForStanding(
  trx: DatabaseTransaction,
  member: string,
  tools: Tools,
): Promise<number> {
  return inBatches(trx, 'invite.paused', tools, () => pauseSome(trx, member, tools.clock()))
}

/** Their standing is good again: opens what `pauseForStanding` paused, and nothing else. */
export async function openForStanding(
  trx: DatabaseTransaction,
  member: string,
  tools: Tools,
): Promise<number> {
  return inBatches(trx, 'invite.resumed', tools, () => openSome(trx, member))
}

async function inBatches(
  trx: DatabaseTransaction,
  kind: 'invite.paused' | 'invite.resumed',
  tools: Tools,
  change: () => Promise<string[]>,
): Promise<number> {
  let count = 0
  for (let ids = await change(); ids.length > 0; ids = await change()) {
    const event = { at: tools.clock(), actor: systemActor, kind, data: { reason: 'standing' } }
    const events = ids.map((subject) => ({ ...event, subject }))
    await recordEvents(trx, events, tools)
    count += ids.length
  }
  return count
}
