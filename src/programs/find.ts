import { didYouMean } from '../cli/closest.ts'
import type { Entry } from '../cli/command.ts'
import { commands } from './commands.ts'
import { UsageError } from '../cli/failure.ts'
import type { Word } from '../cli/parse.ts'

export interface Found extends Entry {
  name: string
  /** The words of the command line that form the name. */
  words: readonly Word[]
}

/** Finds the command. A name has one word, or two words next to each other. */
export async function findCommand(words: readonly Word[]): Promise<Found> {
  const name = nameOf(words)
  const entry = name === undefined ? undefined : commands.get(name)
  if (name === undefined || !entry) throw await unknownCommand(words)
  return { ...entry, name, words: words.slice(0, name.split(' ').length) }
}

/** The name of the command that these words begin with. */
export function nameOf(words: readonly Word[]): string | undefined {
  return [twoWords(words), words[0]?.value].find((name) => commands.has(name ?? ''))
}

function twoWords([first, second]: readonly Word[]): string | undefined {
  return first && second?.index === first.index + 1 ? `${first.value} ${second.value}` : undefined
}

/** The commands whose first word this is, such as those of `invites`. */
export function familyOf(first: string): string[] {
  return [...commands.keys()].filter((name) => name.startsWith(`${first} `))
}

async function unknownCommand(words: readonly Word[]): Promise<UsageError> {
  const first = words[0]?.value ?? ''
  const family = familyOf(first)
  const name = (family.length > 0 && twoWords(words)) || first
  const families = [...commands.keys()].flatMap((known) => known.split(' ').slice(0, -1))
  const guess = await didYouMean(
    name,
    family.length > 0 ? family : [...commands.keys(), ...families],
  )
  const others = family.length > 0 ? ` Known commands: ${family.join(', ')}.` : ''
  return new UsageError(`There is no command ${JSON.stringify(name)}.${guess || others}`)
}
