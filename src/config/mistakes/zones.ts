import type { FindMistake } from '../option.ts'
import { whole } from './mistake.ts'
import { likely } from './words.ts'

/** The name of a zone is expected, and a city, an offset or a slip given. */
export const ofTimeZone: FindMistake = (text) => {
  const [, sign, hours = '', minutes = '00'] =
    /^(?:utc|gmt)?\s*([+-])(\d{1,2}):?(\d\d)?$/i.exec(text) ?? []
  if (sign !== undefined) {
    return whole('is an offset', `${sign}${hours.padStart(2, '0')}:${minutes}`)
  }
  const zones = Intl.supportedValuesOf('timeZone')
  const typed = plain(text).replaceAll(/_?\/_?/g, '/')
  const city = zones.filter((zone) => plain(zone).endsWith(`/${typed}`) || plain(zone) === typed)
  const slip = likely(typed, new Map(zones.map((zone) => [plain(zone), zone])))
  const cities = likely(
    typed,
    new Map(zones.map((zone) => [plain(zone.replace(/.*\//, '')), zone])),
  )
  return whole('is no time zone', ...city, ...slip.slice(0, 1), ...cities.slice(0, 1))
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]+/g, '_')
}
