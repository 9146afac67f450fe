import { didYouMean } from './closest.ts'
import { commands, type Entry } from './commands.ts'
import { UsageError } from './failure.ts'
import type { Word } from './parse.ts'

export interface Found extends Entry {
  name: string
  /** The words of the command line that are the name. */
  words: readonly Word[]
}

/** A command has a name of two words that follow each other, or of one. */
export async function findCommand(words: readonly Word[]): Promise<Found> {
  const [first, second] = words
  const pair = first && second?.index === first.index + 1 ? [first, second] : []
  for (const named of [pair, words.slice(0, 1)]) {
    const name = named.map(({ value }) => value).join(' ')
    const entry = commands.get(name)
    if (entry) return { ...entry, name, words: named }
  }
  throw await unknownCommand(first?.value ?? '', pair[1]?.value)
}

/** The commands whose first word this is, such as those of `invites`. */
export function familyOf(first: string): string[] {
  return [...commands.keys()].filter((name) => name.startsWith(`${first} `))
}

async function unknownCommand(first: string, second: string | undefined): Promise<UsageError> {
  const family = familyOf(first)
  const name = family.length > 0 && second !== undefined ? `${first} ${second}` : first
  const guess = await didYouMean(name, family.length > 0 ? family : [...commands.keys()])
  const others = family.length > 0 ? ` There are ${family.join(', ')}.` : ''
  return new UsageError(`There is no command ${JSON.stringify(name)}.${guess || others}`)
}
