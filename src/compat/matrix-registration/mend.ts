import { LARGEST_COUNT } from '../../core/invites/invite.ts'
import { rfc3339 } from '../../shared/time.ts'
import { isStorable } from '../../store/storable.ts'
import { readFreeDate, readIsoDate } from './dates.ts'
import type { Cell } from './old-reader.ts'
import type { OldToken } from './old-tokens.ts'

/** A token converted to an invitation, or the reason why not, and what had to be interpreted. */
export interface ConvertedToken {
  /** Null: the row can't become an invitation. */
  code: string | null
  uses: number | null
  used: number
  expiresAt: number | null
  paused: boolean
  addresses: string[]
  /** Problems of the row and how they were handled, a sentence each. */
  notes: string[]
}

interface Reading {
  timeZone: string
  notes: string[]
  /** Something couldn't be read: paused until an operator checks it. */
  paused: boolean
}

/** Converts a row so that it allows at most what it allowed before. */
export function mend(token: OldToken, timeZone: string): ConvertedToken {
  const reading: Reading = { timeZone, notes: [], paused: false }
  const addresses = token.addresses.filter(isStorable)
  const code = readName(token.name, reading)
  const values = {
    uses: readUses(token.uses, reading),
    used: readUsed(token.used, reading),
    expiresAt: readExpiry(token.expiry, reading),
  }
  if (readDisabled(token.disabled, reading)) reading.paused = true
  const { notes, paused } = reading
  return { code, ...values, addresses, notes, paused }
}

function readName(cell: Cell, { notes }: Reading): string | null {
  const name = cell === null ? '' : String(cell)
  if (name !== '' && name.length <= 255 && !/[\p{Cc}\p{Cs}]/u.test(name)) return name
  notes.push(name === '' ? 'It has no name.' : 'Its name fits into no link.')
  return null
}

function puzzled(reading: Reading, what: string, cell: Cell): void {
  reading.paused = true
  reading.notes.push(`${what} is ${told(cell)}, which makes no sense: it is paused.`)
}

function told(cell: Cell): string {
  return JSON.stringify(String(cell).slice(0, 40))
}

/** A number in any stored form; undefined for anything else. */
function readNumber(cell: Cell): number | undefined {
  if (typeof cell === 'boolean') return Number(cell)
  if (typeof cell === 'bigint' || typeof cell === 'number') return Number(cell)
  if (typeof cell !== 'string') return undefined
  if (/^(t|true|f|false)$/i.test(cell.trim())) return Number(/^t/i.test(cell.trim()))
  return /^\s*[+-]?\d+(\.0*)?\s*$/.test(cell) ? Number(cell) : undefined
}

function readUses({ cell, once }: OldToken['uses'], reading: Reading): number | null {
  if (cell === null) return null
  const number = readNumber(cell)
  if (number === undefined || !Number.isInteger(number)) {
    puzzled(reading, once ? 'one_time' : 'max_usage', cell)
    return null
  }
  if (once) return number === 0 ? null : 1
  if (number > LARGEST_COUNT) {
    reading.notes.push(`max_usage is ${told(cell)}: it is unlimited.`)
    return null
  }
  if (number < 0) reading.notes.push(`max_usage is ${told(cell)}: nobody gets in, as before.`)
  return number === 0 ? null : Math.max(0, number)
}

function readUsed(cell: Cell, reading: Reading): number {
  const number = cell === null ? 0 : readNumber(cell)
  if (!isCount(number)) puzzled(reading, 'used', cell)
  else if (number < 0) reading.notes.push(`used is ${told(cell)}: it is 0.`)
  return isCount(number) ? Math.max(0, number) : 0
}

function isCount(number: number | undefined): number is number {
  return Number.isSafeInteger(number) && Number(number) <= LARGEST_COUNT
}

function readDisabled(cell: Cell, reading: Reading): boolean {
  const number = cell === null ? 0 : readNumber(cell)
  if (number === undefined) puzzled(reading, 'disabled', cell)
  return number !== 0
}

function readExpiry(cell: Cell, reading: Reading): number | null {
  const text = cell === null ? '' : String(cell).trim()
  if (/^(None|infinity)?$/i.test(text)) return null
  // Older generations disabled a token by this date, before a column for it existed.
  if (text.startsWith('0001-01-01')) {
    reading.paused = true
    return null
  }
  const exact = readIsoDate(text.replace(/([+-]\d\d)$/, fullZone), reading.timeZone)
  if (exact !== undefined) return exact
  const free = readFreeDate(text, reading.timeZone)
  if (free === undefined) puzzled(reading, 'Its date', text)
  else reading.notes.push(`Its date is ${told(text)}, read as ${rfc3339(free)}.`)
  return free ?? null
}

/** PostgreSQL writes `+02`, but a date alone ends in such a text, too. */
function fullZone(zone: string, _found: string, at: number): string {
  return at > 10 ? `${zone}:00` : zone
}
