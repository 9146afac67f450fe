import type { JobPayload } from '../../model/job.ts'
import { idPattern, newId } from '../../shared/ids.ts'
import { insertJob } from '../../store/jobs.ts'
import type { DatabaseTransaction } from '../../store/schema.ts'
import type { Context } from '../context.ts'

export interface NewJob {
  /** One of those in src/work/handlers.ts. */
  kind: string
  /**
   * Names the effect: an identifier, perhaps with words after a colon (`ID:rooms`). While a job of
   * this kind and key is undone, another is not made: what may have to happen again has another key.
   */
  key: string
  payload: JobPayload
  /** Milliseconds since 1970; now without it. */
  dueAt?: number
}

/**
 * Makes a job in the transaction of the change that it belongs to: both are there, or neither.
 * False if it is there already. Throws a TypeError where key or payload hold more than identifiers.
 */
export async function enqueue(
  trx: DatabaseTransaction,
  { kind, key, payload, dueAt }: NewJob,
  { clock, random }: Pick<Context, 'clock' | 'random'>,
): Promise<boolean> {
  checkOpaque(kind, key, payload)
  const id = newId(clock(), random)
  return insertJob(trx, { id, kind, key, payload: JSON.stringify(payload), dueAt: dueAt ?? null })
}

/** A mistake of the program's, found in its first test. */
function checkOpaque(kind: string, key: string, payload: JobPayload): void {
  const [id = '', ...words] = key.split(':')
  const isOpaque = idPattern.test(id) && words.every((word) => /^[a-z0-9-]{1,26}$/.test(word))
  if (!isOpaque) throw new TypeError(`The key of a job ${kind} is not an identifier`)
  for (const [name, value] of Object.entries(payload)) {
    if (typeof value === 'number' ? Number.isSafeInteger(value) : idPattern.test(value)) continue
    throw new TypeError(`${name} of a job ${kind} is neither an identifier nor a number`)
  }
}
