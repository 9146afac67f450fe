import { type Entry, everywhere } from '../command.ts'

interface OutlineOption {
  name: string
  short: string | undefined
  /** The name of its value; undefined for a flag. */
  value: string | undefined
  summary: string
}

/** What a shell can complete of a command. */
export interface OutlineCommand {
  /** One word or two. */
  name: string
  summary: string
  options: readonly OutlineOption[]
  /** Whether it takes a file as a parameter. */
  takesFile: boolean
}

/** All commands, `help` included, each with its options and those of every command. */
export async function outlineOf(commands: ReadonlyMap<string, Entry>): Promise<OutlineCommand[]> {
  const own = [...commands].map(async ([name, { summary, load }]) => {
    const { options = {}, parameters = [] } = await load()
    return {
      name,
      summary,
      options: Object.entries({ ...options, ...everywhere }).map(([option, declared]) => ({
        name: option,
        short: 'short' in declared ? declared.short : undefined,
        value: 'value' in declared ? declared.value : undefined,
        summary: declared.summary,
      })),
      takesFile: parameters.some((parameter) => parameter.name === 'FILE'),
    }
  })
  const help = { name: 'help', summary: 'Show what a command takes', options: [], takesFile: false }
  return [...(await Promise.all(own)), help]
}

/** The flags as typed, such as `--help` and `-h`. */
export function spellings({ name, short }: OutlineOption): string[] {
  return short === undefined ? [`--${name}`] : [`--${name}`, `-${short}`]
}

/** Each word that begins a name, with the commands that it begins. */
export function firstWords(outline: readonly OutlineCommand[]): Map<string, OutlineCommand[]> {
  return Map.groupBy(outline, ({ name }) => name.split(' ')[0] ?? '')
}

/** Of the commands that begin with the same word. */
export function summaryOf(commands: readonly OutlineCommand[]): string {
  const seconds = commands.flatMap(({ name }) => name.split(' ').slice(1))
  return seconds.length > 0 ? seconds.join(', ') : (commands[0]?.summary ?? '')
}

/** The options that need a value; `files`: those whose value is a file, otherwise the others. */
export function optionsWithValue(outline: readonly OutlineCommand[], files: boolean): string[] {
  const all = outline.flatMap(({ options }) => options)
  const wanted = all.filter(({ value }) => value !== undefined && (value === 'FILE') === files)
  return [...new Set(wanted.flatMap(spellings))]
}
