import { options } from '../../config/options.ts'
import { settableNames, type WrittenSettings } from '../../config/setting.ts'
import type { Entry } from './document.ts'
import { asText, isMap } from './plain.ts'

/** All options with their environment variables. */
export const NAMES = settableNames(options)

const KNOWN = new Set(NAMES.map(({ key }) => key))

/** Our own options below `latchkey:`, structured as in our own file. Warns about unknown ones. */
export function readExtra(entry: Entry | undefined): {
  settings: WrittenSettings
  warnings: string[]
} {
  const settings: WrittenSettings = new Map()
  const warnings: string[] = []
  if (!entry || !isMap(entry.value)) return { settings, warnings }
  for (const [section, value] of Object.entries(entry.value)) {
    const named = isMap(value)
      ? Object.entries(value).map(([name, raw]) => [`${section}.${name}`, raw] as const)
      : [[section, value] as const]
    for (const [key, raw] of named) {
      const place = { ...entry.place, key: `latchkey.${key}` }
      if (!KNOWN.has(key)) warnings.push(`latchkey.${key} is no option; it is ignored.`)
      else if (raw !== null) settings.set(key, { place, raw: rawOf(raw) })
    }
  }
  return { settings, warnings }
}

function rawOf(raw: unknown): string | string[] | null {
  return Array.isArray(raw) ? raw.map(String) : (asText(raw) ?? null)
}
