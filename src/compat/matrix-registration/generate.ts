import { shellActor } from '../../model/actor.ts'
import { readIsoDate } from './dates.ts'
import { openWithProgress } from './open-with-progress.ts'
import type { Run } from './program.ts'
import { mint } from './invites.ts'
import { UsageError } from './usage.ts'

/** `generate [-m N] [-o] [-e DATE]`: prints the token and nothing else. */
export const generate: Run = async (shell, { config, surface }, options) => {
  const maximum = readMaximum(options.get('--maximum') ?? '0')
  const uses = options.has('--one-time') ? 1 : maximum === 0 ? null : maximum
  const expires = options.get('--expires')
  const expiresAt = expires === undefined ? null : readDay(expires, config.timezone)
  const places = { old: surface.databases.old, own: config.database.url }
  const db = await openWithProgress(shell, places)
  try {
    const { clock, random } = shell
    const context = { db, config, clock, random, observe: () => {} }
    const { code } = await mint(context, { uses, expiresAt }, shellActor)
    shell.stdout.write(`${code}\n`)
    return 0
  } finally {
    await db.destroy()
  }
}

function readMaximum(text: string): number {
  if (/^[+-]?\d{1,15}$/.test(text.trim())) return Number(text)
  throw new UsageError(
    'generate',
    `Invalid value for '-m' / '--maximum': ${text} is not a valid integer`,
  )
}

/** A day as strptime reads `%Y-%m-%d`: zeros may be missing. */
function readDay(text: string, timeZone: string): number {
  const [, year, month = '', day = ''] = /^(\d{4})-(\d\d?)-(\d\d?)$/.exec(text) ?? []
  const at = readIsoDate(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`, timeZone)
  if (at !== undefined) return at
  throw new UsageError(
    'generate',
    `Invalid value for '-e' / '--expires': invalid datetime format: ${text}. (choose from %Y-%m-%d)`,
  )
}
