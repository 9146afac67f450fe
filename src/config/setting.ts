import type { NamedOption, Raw } from './option.ts'
import { fileNames } from './option.ts'
import type { Place } from './problem.ts'

/** The value of one option in one source (file or environment). */
export interface Setting {
  place: Place
  /** `null` if the value is neither a text nor a list of texts. */
  raw: Raw | null
  /** The path of the file that a secret was read from. */
  file?: string
}

/** The settings of one source by the option's key (for a secret, also `…_file`). */
export type WrittenSettings = Map<string, Setting>

/** All keys that can be set, each with its environment variable. */
export function settableNames(
  options: readonly NamedOption[],
): { key: string; variable: string }[] {
  return options.flatMap((option) => (option.secret ? [option, fileNames(option)] : [option]))
}
