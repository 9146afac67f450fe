import { readdirSync } from 'node:fs'
import { memoize } from '../shared/memoize.ts'

/** Who reads the messages: each audience has a folder below `messages/`. */
export type Audience = 'newcomer'

/** Tags of the languages of an audience: one file each. English comes first. */
export const readLanguages: (audience: Audience) => readonly string[] = memoize(
  (audience: Audience) => [
    'en',
    ...readdirSync(new URL(`./messages/${audience}/`, import.meta.url))
      .filter((name) => name.endsWith('.json') && name !== 'en.json')
      .map((name) => name.slice(0, -'.json'.length))
      // By code unit: `localeCompare` makes Node load the collation rules of all languages.
      .toSorted(),
  ],
  (audience) => audience,
)
