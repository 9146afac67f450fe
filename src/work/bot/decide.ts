import { actorOfSender } from '../../core/bot/sender.ts'
import type { App } from '../../core/context.ts'
import type { BusinessEvent } from '../../model/events.ts'
import { Problem } from '../../shared/errors.ts'
import type { BotInboxRow } from '../../store/bot-rows.ts'
import { findEntry, keepOutcome } from '../../store/bot-sync.ts'
import { insideTransaction } from '../../store/inside.ts'
import type { DatabaseTransaction } from '../../store/schema.ts'
import type { Actor } from '../../model/actor.ts'
import type { Outcome } from './outcome.ts'

type Work = (app: App, actor: Actor) => Promise<Outcome>

/**
 * Does something for the sender of an entry, once: what it changes and its outcome are one transaction,
 * so that a repetition after a kill finds the outcome.
 */
export async function decideOnce(app: App, entry: BotInboxRow, work: Work): Promise<Outcome> {
  const observed: BusinessEvent[] = []
  const doIt = async (trx: DatabaseTransaction) => {
    const db = insideTransaction(app.db, trx)
    const inner: App = { ...app, db, observe: (event) => void observed.push(event) }
    const actor = await actorOfSender(inner, trx, String(entry.sender))
    return keep(trx, entry, await work(inner, actor))
  }
  try {
    const outcome = await app.db.transaction().execute(doIt)
    observed.forEach(app.observe)
    return outcome
  } catch (error) {
    if (error === done) return outcomeOf(await findEntry(app.db, entry.id))
    if (!(error instanceof Problem)) throw error
    await keepOutcome(app.db, entry.id, JSON.stringify(refusal(error)))
    return outcomeOf(await findEntry(app.db, entry.id))
  }
}

/** Another process did it meanwhile: what was done here is rolled back. */
const done = new Error('done elsewhere')

async function keep(
  trx: DatabaseTransaction,
  { id }: BotInboxRow,
  outcome: Outcome,
): Promise<Outcome> {
  if (!(await keepOutcome(trx, id, JSON.stringify(outcome)))) throw done
  return outcome
}

function refusal({ code, details: { at } }: Problem): Outcome {
  return { kind: 'problem', code, ...(typeof at === 'number' && { at }) }
}

/** The stored outcome of an entry. */
export function outcomeOf(entry: BotInboxRow | undefined): Outcome {
  return entry?.outcome ? (JSON.parse(entry.outcome) as Outcome) : { kind: 'silent' }
}
