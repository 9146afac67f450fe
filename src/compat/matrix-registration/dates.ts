import { parseInstant, wallClock } from '../../shared/time.ts'

/** The date that older generations stored to disable a token, before a column for it existed. */
export const NEVER_AGAIN = '0001-01-01 00:00:00'

/** The zone of dates without one: the server's, as in Python's datetime.now(). */
export function serverTimeZone(): string {
  return new Intl.DateTimeFormat('en').resolvedOptions().timeZone
}

/** After so many years the calendar begins anew. A date before 1970 is read and shown by a later one. */
const CYCLE = { years: 2000, ms: 5 * 146_097 * 86_400_000 }

/**
 * A date as Python's datetime.fromisoformat takes it, in ms: `2030-12-31`, `2030-12-31 18:00`,
 * `2030-12-31T18:00:00+02:00`. A bare date is the start of that day. Any one character may stand
 * before the time.
 */
export function readIsoDate(text: string, timeZone: string): number | undefined {
  const found =
    /^(\d{4})(-?)(\d\d)\2(\d\d)(?:\D(\d\d)(:\d\d)?(:\d\d)?(?:\.\d{1,9})?(Z|[+-]\d\d:\d\d)?)?$/i.exec(
      text,
    )
  if (!found) return undefined
  const [, year = '', , month, day, hours, minutes = ':00', seconds = '', zone = ''] = found
  const isEarly = Number(year) >= 1 && Number(year) < 1970
  const date = `${isEarly ? Number(year) + CYCLE.years : year}-${month}-${day}`
  const iso = hours === undefined ? date : `${date}T${hours}${minutes}${seconds}${zone}`
  const at = parseInstant(iso, { now: 0, timeZone, bareDate: 'start' }) ?? undefined
  return isEarly && at !== undefined ? at - CYCLE.ms : at
}

/** Longer than any date; bounds the time of parsing. */
const LONGEST = 64

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/**
 * A date as clients of the first generation write it, which Python's dateutil read: ISO 8601,
 * `12.31.2030` (the month first, unless that is no month), `31 Dec 2030`, `Dec 31, 2030`,
 * `Tue, 31 Dec 2030 00:00:00 GMT`, each with a time of day behind it or not.
 */
export function readFreeDate(text: string, timeZone: string): number | undefined {
  if (text.length > LONGEST) return undefined
  const exact = readIsoDate(text.trim(), timeZone)
  if (exact !== undefined) return exact
  const { day, time, zone } =
    /^(?:[a-z]+,\s*)?(?<day>.*?)(?:[T ,]+(?<time>\d{1,2}(?::\d\d){1,2}(?:\.\d+)?(?:\s*[ap]m)?)(?:\s*(?<zone>z|gmt|utc|[+-]\d\d:?\d\d))?)?$/i.exec(
      text.trim(),
    )?.groups ?? {}
  const date = readDay(day ?? '')
  const clock = time === undefined ? '' : readClock(time)
  if (date === undefined || clock === undefined) return undefined
  return readIsoDate(`${date}${clock}${readZone(zone)}`, timeZone)
}

function readZone(zone: string | undefined): string {
  if (zone === undefined) return ''
  return /^[a-z]/i.test(zone) ? 'Z' : zone.replace(/(\d\d):?(\d\d)$/, '$1:$2')
}

/** Converts a day to `2030-12-31`. */
function readDay(text: string): string | undefined {
  const yearFirst = /^(\d{4})[./-]?(\d\d?)[./-]?(\d\d?)$/.exec(text)
  if (yearFirst) return isoDay(yearFirst[1], Number(yearFirst[2]), Number(yearFirst[3]))
  const numbers = /^(\d\d?)[./-](\d\d?)[./-](\d{4}|\d\d)$/.exec(text)
  if (numbers) {
    const [first, second] = [Number(numbers[1]), Number(numbers[2])]
    const [month, day] = first > 12 ? [second, first] : [first, second]
    return isoDay(numbers[3], month, day)
  }
  const { a, name, b, year } =
    /^(?<a>\d\d?)?(?:st|nd|rd|th)?[ -]*(?<name>[a-z]{3})[a-z]*\.?[ -]*(?<b>\d\d?)?(?:st|nd|rd|th)?,?[ -]+(?<year>\d{4})$/i.exec(
      text,
    )?.groups ?? {}
  const month = MONTHS.indexOf((name ?? '').toLowerCase()) + 1
  return isoDay(year, month, Number(a ?? b ?? 1))
}

function isoDay(year: string | undefined, month: number, day: number): string | undefined {
  if (year === undefined || month < 1 || month > 12 || day < 1) return undefined
  const whole = year.length === 2 ? `${Number(year) < 70 ? 20 : 19}${year}` : year
  return `${whole}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

/** Converts a time of day such as `6:05 pm` to `T18:05:00`. */
function readClock(text: string): string | undefined {
  const [, hours = '', rest = '', half] =
    /^(\d+)((?::\d\d)+)(?:\.\d+)?\s*([ap]m)?$/i.exec(text) ?? []
  const hour = (Number(hours) % (half === undefined ? 24 : 12)) + (/^p/i.test(half ?? '') ? 12 : 0)
  return Number(hours) > 23 ? undefined : `T${String(hour).padStart(2, '0')}${rest}`
}

/** `2030-12-31 00:00:00`, as Python writes a date without a zone. */
export function showDate(at: number, timeZone: string): string {
  const isEarly = at < 0
  const clock = wallClock(isEarly ? at + CYCLE.ms : at, timeZone)
  const year = clock.getUTCFullYear() - (isEarly ? CYCLE.years : 0)
  const rest = clock.toISOString().slice(4, 19).replace('T', ' ')
  return `${String(year).padStart(4, '0')}${rest}`
}
