import type { HomeserverKind } from '../ports/homeserver-kinds.ts'
import type { Config } from '../model/config.ts'

/** A value as it was written: one text, or a list of them. */
export type Raw = string | readonly string[]

/** What an option may hold. */
export interface ValueType<T> {
  /** Ends the sentence "expected …". Never holds what was given. */
  expected: string
  /** The value, or `undefined` where what was written isn't one. Paths are relative to `folder`. */
  read(raw: Raw, folder: string): T | undefined
  /** What is the matter with what was written, as the end of "which …"; null where it is plain. */
  why?(raw: Raw, folder: string): string | null
}

/** One option: what it takes, what it is when nobody sets it, and its sentence for the reader. */
export interface Option<T> {
  kind: ValueType<T>
  sentence: string
  /** Written as an operator would write it; `null` where there is no value to start from. */
  default: string | null
  /** For the documentation, where there is no default; of a secret, the path of its file. */
  example: string | null
  required: boolean
  /** The kinds of homeserver for which it has to be set; none for most options. */
  neededBy: readonly HomeserverKind[]
  /** Never shown, and may also come from a file of its own. */
  secret: boolean
}

/** The options in the shape of the configuration, so that the compiler finds one that is missing. */
export type Table = {
  [Section in keyof Config]: Config[Section] extends string
    ? Option<Config[Section]>
    : { [Name in keyof Config[Section]]: Option<Config[Section][Name]> }
}

/** An option under the names that operators and the program have for it. */
export interface NamedOption extends Option<unknown> {
  /** As in the file: `homeserver.server_name`. */
  key: string
  /** As in the environment: `LATCHKEY_HOMESERVER_SERVER_NAME`. */
  variable: string
  section: keyof Config
  /** As in the section of the Config; `null` for an option that stands in no section. */
  name: string | null
}

export function required<T>(kind: ValueType<T>, example: string, sentence: string): Option<T> {
  return { kind, sentence, default: null, example, required: true, neededBy: [], secret: false }
}

export function optional<T>(kind: ValueType<T>, value: string, sentence: string): Option<T> {
  return {
    kind,
    sentence,
    default: value,
    example: null,
    required: false,
    neededBy: [],
    secret: false,
  }
}

/** An option that is `null` as long as nobody sets it. */
export function absent<T>(kind: ValueType<T>, example: string, sentence: string): Option<T | null> {
  return { kind, sentence, default: null, example, required: false, neededBy: [], secret: false }
}

/** Has to be set where `homeserver.kind` is one of these. */
export function neededBy<T>(kinds: readonly HomeserverKind[], option: Option<T>): Option<T> {
  return { ...option, neededBy: kinds }
}

export function secret<T>(option: Option<T>): Option<T> {
  return { ...option, secret: true }
}

/** How a secret's own file is named in the configuration and in the environment. */
export function fileNames({ key, variable }: NamedOption): { key: string; variable: string } {
  return { key: `${key}_file`, variable: `${variable}_FILE` }
}

/** All options of a table in its order, with their names. */
export function nameOptions(table: Table): NamedOption[] {
  return Object.entries(table).flatMap(([section, entry]) =>
    isOption(entry)
      ? [named(entry, section as keyof Config, null)]
      : Object.entries<Option<unknown>>(entry).map(([name, option]) =>
          named(option, section as keyof Config, name),
        ),
  )
}

function isOption(entry: Table[keyof Config]): entry is Option<string> {
  return 'sentence' in entry
}

function named(option: Option<unknown>, section: keyof Config, name: string | null): NamedOption {
  const words = name === null ? [section] : [section, snakeCase(name)]
  return {
    ...option,
    section,
    name,
    key: words.join('.'),
    variable: ['latchkey', ...words].join('_').toUpperCase(),
  }
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)
}
