const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const WEEK = 7 * DAY

/** A day is always 24 hours: "in two days" means 48 hours, also across a daylight-saving change. */
const UNITS: { names: string[]; ms: number }[] = [
  { names: ['w', 'week', 'weeks'], ms: WEEK },
  { names: ['d', 'day', 'days'], ms: DAY },
  { names: ['h', 'hour', 'hours'], ms: HOUR },
  { names: ['m', 'min', 'minute', 'minutes'], ms: MINUTE },
  { names: ['s', 'second', 'seconds'], ms: SECOND },
  { names: ['ms', 'millisecond', 'milliseconds'], ms: 1 },
]

/** Longer than any useful duration or date; bounds hostile input. */
const LONGEST_TEXT = 64

/** End of the year 9999, the last one with four digits. In ms since 1970, as FIRST_INSTANT. */
export const LAST_INSTANT = Date.UTC(9999, 11, 31, 23, 59, 59, 999)
const FIRST_INSTANT = Date.parse('0001-01-01T00:00:00Z')

/** Whether a number of ms since 1970 is an instant that can be stored and shown. */
export function isInstant(ms: number): boolean {
  return Number.isSafeInteger(ms) && ms >= FIRST_INSTANT && ms <= LAST_INSTANT
}

/** The nearest instant that can be shown: a row of an older version may hold any number. */
export function showable(ms: number): number {
  if (Number.isNaN(ms)) return LAST_INSTANT
  return Math.trunc(Math.min(Math.max(ms, FIRST_INSTANT), LAST_INSTANT))
}

/** RFC 3339 in UTC; accepts any number. Null stays null. */
export function rfc3339(ms: number): string
export function rfc3339(ms: number | null): string | null
export function rfc3339(ms: number | null): string | null {
  return ms === null ? null : new Date(showable(ms)).toISOString()
}

/**
 * `48h`, `1h30m`, `2 days`, `P2D`, `PT48H` in milliseconds, or `null` for anything else.
 * Months and years of ISO 8601 are not accepted, since they have no fixed length.
 */
export function parseDuration(text: string): number | null {
  const trimmed = text.trim()
  if (trimmed.length > LONGEST_TEXT) return null
  const ms = /^p/i.test(trimmed) ? readIsoDuration(trimmed) : readWordedDuration(trimmed)
  return ms !== null && Number.isSafeInteger(ms) ? ms : null
}

function readIsoDuration(text: string): number | null {
  const match = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/i.exec(text)
  const given: (string | undefined)[] | undefined = match?.slice(1)
  if (!given || given.every((digits) => digits === undefined) || /T$/i.test(text)) return null
  const lengths = [WEEK, DAY, HOUR, MINUTE, SECOND]
  return lengths.reduce((sum, length, at) => sum + length * Number(given[at] ?? 0), 0)
}

/** Units go from large to small, each at most once: `5m 3m` is a mistake, not eight minutes. */
function readWordedDuration(text: string): number | null {
  let sum = 0
  let smallest = Infinity
  let end = 0
  for (const [part, digits, name] of text.matchAll(/(\d+)\s*([a-z]+)\s*/giy)) {
    const unit = UNITS.find(({ names }) => names.includes((name ?? '').toLowerCase()))
    if (!unit || unit.ms >= smallest) return null
    sum += Number(digits) * unit.ms
    smallest = unit.ms
    end += part.length
  }
  return end > 0 && end === text.length ? sum : null
}

/** Formats ms so that parseDuration can read it: `1 hour 30 minutes`. */
export function formatDuration(ms: number): string {
  const parts: string[] = []
  let rest = ms
  for (const { names, ms: length } of UNITS.slice(1)) {
    const count = Math.floor(rest / length)
    rest -= count * length
    if (count > 0) parts.push(`${count} ${count === 1 ? names.at(-2) : names.at(-1)}`)
  }
  return parts.join(' ') || '0 seconds'
}

/** The context for reading an instant that a person wrote. */
export interface InstantContext {
  /** Milliseconds since 1970, UTC. */
  now: number
  /** IANA name of the zone for dates without one. */
  timeZone: string
  /** Which end of the day a bare date means: `end` for an expiry, `start` for an opening. */
  bareDate: 'start' | 'end'
}

/**
 * Parses an instant as a person writes it: a date, a date with a time, a duration from now, or `never`.
 * Returns milliseconds since 1970, `null` for never, `undefined` for anything else.
 */
export function parseInstant(text: string, context: InstantContext): number | null | undefined {
  const trimmed = text.trim()
  if (/^never$/i.test(trimmed)) return null
  const duration = parseDuration(trimmed)
  const instant = duration === null ? readDate(trimmed, context) : context.now + duration
  return instant !== undefined && instant <= LAST_INSTANT ? instant : undefined
}

const DATE =
  /^(?<date>\d{4}-\d\d-\d\d)(?:[T ](?<time>\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(?<zone>Z|[+-]\d\d:\d\d)?)?$/i

function readDate(text: string, { timeZone, bareDate }: InstantContext): number | undefined {
  const { date, time, zone } = DATE.exec(text)?.groups ?? {}
  const day = Date.parse(`${date}T00:00Z`)
  // Date.parse reads 30 February as 2 March, so the result is compared with the input.
  if (!date || !(day >= 0) || new Date(day).toISOString().slice(0, 10) !== date) return undefined
  if (!time) {
    return bareDate === 'start'
      ? zonedInstant(day, timeZone)
      : zonedInstant(day + DAY, timeZone) - 1
  }
  if (time.startsWith('24')) return undefined
  const instant = Date.parse(`${date}T${time}${zone?.toUpperCase() ?? 'Z'}`)
  if (!(instant >= 0)) return undefined
  return zone ? instant : zonedInstant(instant, timeZone)
}

/**
 * The instant at which clocks in the zone show `local` (a wall-clock time encoded as if it were UTC).
 * A time that occurs twice means the first; a skipped time is moved forward by the length of the gap.
 */
function zonedInstant(local: number, timeZone: string): number {
  const before = offsetAt(local - DAY, timeZone)
  const after = offsetAt(local + DAY, timeZone)
  const candidates = [local - before, local - after].toSorted((a, b) => a - b)
  const exact = candidates.find((instant) => instant + offsetAt(instant, timeZone) === local)
  return exact ?? local - before
}

/** The wall-clock time in the zone at an instant (ms), encoded as if it were UTC. */
export function wallClock(instant: number, timeZone: string): Date {
  const at = showable(instant)
  return new Date(showable(at + offsetAt(at, timeZone)))
}

/** The zone's UTC offset at an instant, in ms; positive east of Greenwich. */
function offsetAt(instant: number, timeZone: string): number {
  if (timeZone === 'UTC') return 0
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
  const name = format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value
  const match = /^GMT(?<sign>[+-])(?<hours>\d\d):(?<minutes>\d\d)$/.exec(name ?? '')?.groups
  if (!match) return 0
  const size = Number(match['hours']) * HOUR + Number(match['minutes']) * MINUTE
  return match['sign'] === '-' ? -size : size
}
