import { setTimeout as pause } from 'node:timers/promises'
import { missingFrom, readApplied } from './migrate.ts'
import type { Database } from './schema.ts'
import { noLocks } from './sqlite/file-guard.ts'
import { describeTrouble, type Trouble } from './trouble.ts'
import { refuseTooNew } from './versions.ts'

/** Timeout of one check. */
const timeoutMs = 2_000

/** How long a success is cached, so that frequent probes don't cause more writes. */
const freshMs = 1_000

/** Null if the database is usable. `locks`: also tests once whether locks exclude other processes. */
export type Health = (wanted?: { locks: boolean }) => Promise<Trouble | null>

export interface HealthOptions {
  db: Database
  /** Throws if two processes can hold the write lock at once. */
  proveLocks: () => Promise<void>
  /** Milliseconds since 1970. */
  clock: () => number
  /** Monotonic clock, in ms. */
  elapsed: () => number
  /** Called when a problem appears, changes, or is over (null). */
  onChange: (trouble: Trouble | null) => void
}

/**
 * Checks that the database is still the one that was opened, that this program supports its version, and
 * that a write succeeds: one row, fsynced like any other, at most once a second.
 */
export function createHealth(options: HealthOptions): Health {
  const { db, clock, elapsed, onChange } = options
  const locks = lockTest(options)
  let running: Promise<Trouble | null> | undefined
  let goodUntil = -Infinity
  let reported: string | undefined
  const check = async () => {
    const trouble = await checkWithTimeout(db, clock())
    if (trouble === null) goodUntil = elapsed() + freshMs
    if (reported !== trouble?.sentence) onChange(trouble)
    reported = trouble?.sentence
    return trouble
  }
  const writes = () => {
    if (elapsed() < goodUntil) return Promise.resolve(null)
    running ??= check().finally(() => (running = undefined))
    return running
  }
  return async (wanted) => (await writes()) ?? (wanted?.locks === true ? locks() : null)
}

/** Once its result is certain it is kept, as it depends on the file system only. */
function lockTest({ proveLocks, onChange }: HealthOptions): () => Promise<Trouble | null> {
  let tested: Promise<Trouble | null> | undefined
  const test = async () => {
    try {
      await proveLocks()
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === noLocks) {
        const trouble = describeTrouble(error)
        onChange(trouble)
        return trouble
      }
      // Not certain: the next probe tests it again.
      tested = undefined
    }
    return null
  }
  return () => (tested ??= test())
}

async function checkWithTimeout(db: Database, now: number): Promise<Trouble | null> {
  const late = pause(timeoutMs, new Error('it does not answer'), { ref: false })
  const tried = checkDatabase(db, now).catch((error: unknown) => error)
  const error = await Promise.race([tried, late])
  return error === null ? null : describeTrouble(error)
}

/** Null, or throws the problem. */
async function checkDatabase(db: Database, now: number): Promise<null> {
  const applied = await readApplied(db)
  refuseTooNew(applied)
  const [missing] = missingFrom(applied)
  if (missing) {
    const message = `its tables are of an older version, without ${missing.name}`
    throw Object.assign(new Error(message), { code: '42P01' })
  }
  await db
    .insertInto('heartbeat')
    .values({ id: 1, at: now })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ at: now }))
    .execute()
  return null
}
