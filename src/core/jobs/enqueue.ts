import type { JobPayload } from '../../model/job.ts'
import { idPattern, newId } from '../../shared/ids.ts'
import { insertJob } from '../../store/jobs.ts'
import type { DatabaseTransaction } from '../../store/schema.ts'
import type { Context } from '../context.ts'

export interface NewJob {
  /** A kind of src/work/handlers.ts. */
  kind: string
  /**
   * Idempotency key: an identifier, optionally with words after a colon (`ID:rooms`). While a job of
   * this kind and key is unfinished, no second one is created; a repeated effect needs a new key.
   */
  key: string
  payload: JobPayload
  /** Milliseconds since 1970; default: now. */
  dueAt?: number
}

/**
 * Creates a job in the transaction of its change, so that both are committed or neither. False if it
 * exists already. Throws a TypeError if key or payload contain more than identifiers and numbers.
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

/** Throws on a programming error: personal data must not get into jobs. */
function checkOpaque(kind: string, key: string, payload: JobPayload): void {
  const [id = '', ...words] = key.split(':')
  const isOpaque = idPattern.test(id) && words.every((word) => /^[a-z0-9-]{1,26}$/.test(word))
  if (!isOpaque) throw new TypeError(`The key of a job ${kind} is not an identifier`)
  for (const [name, value] of Object.entries(payload)) {
    if (typeof value === 'number' ? Number.isSafeInteger(value) : idPattern.test(value)) continue
    throw new TypeError(`${name} of a job ${kind} is neither an identifier nor a number`)
  }
}
