import { memoize } from '../shared/memoize.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const units = [
  ['day', day],
  ['hour', hour],
  ['minute', minute],
] as const

const formatter = memoize(
  (tag: string) => new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }),
  (tag) => tag,
)

/** The distance in words: "2 hours ago", "in 3 days". Null beyond 30 days, where a date says more. */
export const ago = (now: number, at: number, tag: string): string | null => {
  const distance = at - now
  if (Math.abs(distance) > 30 * day) return null
  const format = formatter(tag)
  const [unit, length] = units.find(([, size]) => Math.abs(distance) >= size) ?? ['second', 1000]
  if (unit === 'second') return format.format(0, 'second')
  return format.format(Math.trunc(distance / length), unit)
}
