import { firstWords, type OutlineCommand, spellings, summaryOf } from './outline.ts'

interface Choice {
  word: string
  summary: string
}

/** What a shell offers after some words. */
export interface Case {
  /** The words so far, as a pattern of `case`. */
  pattern: string
  choices: readonly Choice[]
  takesFile: boolean
}

/** In the order of `case`: the first word, the second word of some commands, the options of each. */
export function casesOf(outline: readonly OutlineCommand[]): Case[] {
  const firsts = [...firstWords(outline)]
  const top = firsts.map(([word, commands]) => ({ word, summary: summaryOf(commands) }))
  const families = firsts.flatMap(([pattern, commands]) => {
    const choices = commands.flatMap(({ name, summary }) =>
      name
        .split(' ')
        .slice(1)
        .map((word) => ({ word, summary })),
    )
    return choices.length > 0 ? [{ pattern, choices, takesFile: false }] : []
  })
  const whole = outline.map(({ name, options, takesFile }) => {
    const flags = options.flatMap((option) =>
      spellings(option).map((word) => ({ word, summary: option.summary })),
    )
    return { pattern: `'${name}' | '${name} '*`, choices: name === 'help' ? top : flags, takesFile }
  })
  return [{ pattern: `''`, choices: top, takesFile: false }, ...families, ...whole]
}
