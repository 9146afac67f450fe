import { setTimeout as pause } from 'node:timers/promises'
import { missingFrom, readApplied } from './migrate.ts'
import type { Database } from './schema.ts'
import { describeTrouble, type Trouble } from './trouble.ts'
import { refuseTooNew } from './versions.ts'

/** How long the database may take, in ms. */
const timeoutMs = 2_000

/** For how long a success counts: whoever asks more often causes no more writes. */
const freshMs = 1_000

/** Null while the database can be used. */
export type Health = () => Promise<Trouble | null>

export interface HealthOptions {
  db: Database
  /** Milliseconds since 1970. */
  clock: () => number
  /** Milliseconds of a clock that nobody sets. */
  elapsed: () => number
  /** Told once when there is trouble, when it is another one, and when it is over (null). */
  onChange: (trouble: Trouble | null) => void
}

/**
 * Looks whether the database is the one that was opened, is of a version that this program may use, and
 * takes a write: one row of one table, at most once a second, flushed as any other.
 */
export function createHealth({ db, clock, elapsed, onChange }: HealthOptions): Health {
  let looking: Promise<Trouble | null> | undefined
  let goodUntil = -Infinity
  let told: string | undefined
  const look = async () => {
    const trouble = await tryInTime(db, clock())
    if (trouble === null) goodUntil = elapsed() + freshMs
    if (told !== trouble?.sentence) onChange(trouble)
    told = trouble?.sentence
    return trouble
  }
  return () => {
    if (elapsed() < goodUntil) return Promise.resolve(null)
    looking ??= look().finally(() => (looking = undefined))
    return looking
  }
}

async function tryInTime(db: Database, now: number): Promise<Trouble | null> {
  const late = pause(timeoutMs, new Error('it does not answer'), { ref: false })
  const tried = tryDatabase(db, now).catch((error: unknown) => error)
  const error = await Promise.race([tried, late])
  return error === null ? null : describeTrouble(error)
}

/** Null, or throws what the matter is. */
async function tryDatabase(db: Database, now: number): Promise<null> {
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
