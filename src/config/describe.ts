import { options } from './options.ts'
import { showText } from './problem.ts'
import type { Setting, WrittenSettings } from './setting.ts'

/** The settings of a valid configuration for `latchkey config check`: a line per option that is set. */
export function describeSettings(settings: WrittenSettings): string[] {
  const set = options.flatMap((option) => {
    const setting = settings.get(option.key)
    const value = setting && (option.secret ? '(secret)' : showText(textOf(setting)))
    return setting ? [{ key: option.key, value, origin: originOf(setting) }] : []
  })
  const widest = Math.max(...set.map(({ key }) => key.length))
  return set.map(({ key, value, origin }) => `${key.padEnd(widest)}  ${value}  (${origin})`)
}

function textOf({ raw }: Setting): string {
  return typeof raw === 'string' ? raw.trim() : (raw ?? []).join(', ')
}

function originOf({ place }: Setting): string {
  if (place.file === null) return String(place.key)
  return place.line === null ? `${place.file}, ${place.key}` : `${place.file}:${place.line}`
}
