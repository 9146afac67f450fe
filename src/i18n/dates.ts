import { memoize } from '../shared/memoize.ts'
import { showable } from '../shared/time.ts'

/** `day`: the date. `moment`: date, time and name of the zone. `clock`: the time of today. */
export type DateStyle = 'day' | 'moment' | 'clock'

const styles: Record<DateStyle, Intl.DateTimeFormatOptions> = {
  day: { day: 'numeric', month: 'long', year: 'numeric' },
  moment: {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  },
  clock: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' },
}

/** English without a country uses day-month order and 24 hours, which can't be misread. */
export const dateTag = (tag: string): string => (tag === 'en' ? 'en-GB' : tag)

/** The formats show no seconds, so results are memoized per minute. */
const formatter = memoize(
  (style: DateStyle, tag: string, timeZone: string) => {
    const format = new Intl.DateTimeFormat(dateTag(tag), { ...styles[style], timeZone })
    return memoize(
      (at: number) => format.format(showable(at)),
      (at) => Math.floor(at / 60_000),
    )
  },
  (style, tag, timeZone) => `${style} ${tag} ${timeZone}`,
)

/** Formats `at` (ms since 1970) in the language `tag` and the zone `timeZone` (IANA name). */
export const formatDate = (
  at: number,
  style: DateStyle,
  { tag, timeZone }: { tag: string; timeZone: string },
): string => formatter(style, tag, timeZone)(at)
