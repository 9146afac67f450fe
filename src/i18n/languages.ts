import { readdirSync } from 'node:fs'

const folder = new URL('./messages/', import.meta.url)

let known: readonly string[] | undefined

/** Tags of all languages there are: one file each. English comes first. Most commands need none. */
export function readLanguages(): readonly string[] {
  known ??= [
    'en',
    ...readdirSync(folder)
      .filter((name) => name.endsWith('.json') && name !== 'en.json')
      .map((name) => name.slice(0, -'.json'.length))
      // By their letters: to compare as people do, Node would load the rules of all languages first.
      .toSorted(),
  ]
  return known
}
