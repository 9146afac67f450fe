import type { NamedOption, Raw } from './option.ts'
import { fileNames } from './option.ts'
import type { Place } from './problem.ts'

/** Something that the file or the environment says about an option. */
export interface Setting {
  place: Place
  /** `null` where the value isn't one text or a list of texts. */
  raw: Raw | null
  /** The path of the file of its own that a secret came from. */
  file?: string
}

/** What one source says, by the option's key (also `…_file` for a secret). */
export type WrittenSettings = Map<string, Setting>

/** Every key that may be set, with the name of its environment variable. */
export function settableNames(
  options: readonly NamedOption[],
): { key: string; variable: string }[] {
  return options.flatMap((option) => (option.secret ? [option, fileNames(option)] : [option]))
}
