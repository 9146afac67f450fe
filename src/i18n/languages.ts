import { readdirSync } from 'node:fs'
import { memoize } from '../shared/memoize.ts'

/** The readers of the messages: each audience has a folder below `messages/`. */
export type Audience = 'newcomer' | 'operator' | 'mail'

/** The language tags of an audience, one per file. English comes first. */
export const readLanguages: (audience: Audience) => readonly string[] = memoize(
  (audience: Audience) => [
    'en',
    ...readdirSync(new URL(`./messages/${audience}/`, import.meta.url))
      .filter((name) => name.endsWith('.json') && name !== 'en.json')
      .map((name) => name.slice(0, -'.json'.length))
      // By code unit: `localeCompare` would load the collation rules of all languages.
      .toSorted(),
  ],
  (audience) => audience,
)
