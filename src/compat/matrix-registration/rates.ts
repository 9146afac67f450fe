import type { Rate } from '../../model/config.ts'
import type { ValueType } from '../../config/option.ts'

const SECOND = 1000
const UNITS: Record<string, number> = {
  second: SECOND,
  minute: 60 * SECOND,
  hour: 3600 * SECOND,
  day: 24 * 3600 * SECOND,
  month: 30 * 24 * 3600 * SECOND,
  year: 365 * 24 * 3600 * SECOND,
}

/** A hundred years: a longer time is the same, and a multiple of it no exact number. */
const LONGEST = 100 * 366 * 24 * 3600 * SECOND

/** What the program did when its file named no limits. */
export const usualRates = ['100 per day', '10 per minute']

/**
 * The limits of one line as flask-limiter takes it: `10 per minute`, `5/second`, `1 per 2 hours`,
 * several with `;` or `,` between them. Undefined where one can't be read.
 */
export function readRates(text: string): Rate[] | undefined {
  const rates = text.split(/[;,]/).map((part) => readRate(part.trim()))
  return rates.every((rate) => rate !== undefined) ? rates : undefined
}

export const rateList: ValueType<Rate[]> = {
  expected: 'limits such as 10 per minute',
  read: (raw) => readRates(String(raw)),
  mistakes: async () => (await import('../../config/mistakes/rates.ts')).ofRate(LONGEST),
}

function readRate(text: string): Rate | undefined {
  const { points, times, unit } =
    /^(?<points>\d{1,12})\s*(?:\/|per\b)\s*(?<times>\d{1,6})?\s*(?<unit>second|minute|hour|day|month|year)s?$/i.exec(
      text,
    )?.groups ?? {}
  const length = UNITS[(unit ?? '').toLowerCase()]
  if (length === undefined || Number(points) < 1 || Number(times ?? 1) < 1) return undefined
  return { points: Number(points), per: Math.min(Number(times ?? 1) * length, LONGEST) }
}

/**
 * The rate up to an hour that lets the least through in the long run. Guessers wait no longer than
 * that: a right secret or token behind the same address would wait with them.
 */
export function strictestOfAnHour(rates: readonly Rate[]): Rate | undefined {
  return rates
    .filter(({ per }) => per <= 3600 * SECOND)
    .toSorted((one, other) => one.points / one.per - other.points / other.per)[0]
}
