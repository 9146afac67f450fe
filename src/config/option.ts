import type { HomeserverKind } from '../ports/homeserver-kinds.ts'
import type { Config } from '../model/config.ts'

/** A value as it was written: one text, or a list of them. */
export type Raw = string | readonly string[]

/** The type of an option's value. */
export interface ValueType<T> {
  /** Completes the sentence "expected …". Never contains the given value. */
  expected: string
  /** The parsed value; `undefined` if invalid. Paths are relative to `folder`. */
  read(raw: Raw, folder: string): T | undefined
  /** Also takes a list of maps, each as its JSON. */
  maps?: true
  /** Loads what knows the usual mistakes in such a value: on demand, as most values are right. */
  mistakes?(): Promise<FindMistake>
}

/** What is wrong with a value, and what was probably meant. */
export interface Mistake {
  /** The part that is wrong; null: the value as a whole. */
  part: string | null
  /** Says it of that part: `has no scheme`. Never contains the value, which may be a secret. */
  why: string
  /** Corrected values, the likeliest first. They may hold further mistakes. */
  meant: readonly string[]
}

/** The first mistake in a value, which is trimmed and not empty; null if none is known. */
export type FindMistake = (text: string, around: Surroundings) => Mistake | null

/** What a value may refer to. */
export interface Surroundings {
  /** The folder that paths are relative to. */
  folder: string
  /** `homeserver.server_name`, if it is known already. */
  serverName?: string | undefined
}

/** One option: its type, its default and its description. */
export interface Option<T> {
  kind: ValueType<T>
  sentence: string
  /** As an operator would write it; `null` if there is no default. */
  default: string | null
  /** For the documentation if there is no default; for a secret, the path of its file. */
  example: string | null
  required: boolean
  /** The kinds of homeserver that require it; empty for most options. */
  neededBy: readonly HomeserverKind[]
  /** Never shown; can also be read from its own file. */
  secret: boolean
}

/** The options in the shape of Config, so that the compiler reports a missing one. */
export type Table = {
  [Section in keyof Config]: Config[Section] extends string | readonly unknown[]
    ? Option<Config[Section]>
    : { [Name in keyof Config[Section]]: Option<Config[Section][Name]> }
}

/** An option with its names in the file, in the environment and in Config. */
export interface NamedOption extends Option<unknown> {
  /** As in the file: `homeserver.server_name`. */
  key: string
  /** As in the environment: `LATCHKEY_HOMESERVER_SERVER_NAME`. */
  variable: string
  section: keyof Config
  /** As in the section of Config; `null` for an option outside any section. */
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

/** An option that is `null` unless set. */
export function absent<T>(kind: ValueType<T>, example: string, sentence: string): Option<T | null> {
  return { kind, sentence, default: null, example, required: false, neededBy: [], secret: false }
}

/** An option that src/config/assemble.ts fills where it is left out. */
export function filled<T>(kind: ValueType<T>, example: string, sentence: string): Option<T> {
  return { kind, sentence, default: null, example, required: false, neededBy: [], secret: false }
}

/** Required if `homeserver.kind` is one of these. */
export function neededBy<T>(kinds: readonly HomeserverKind[], option: Option<T>): Option<T> {
  return { ...option, neededBy: kinds }
}

export function secret<T>(option: Option<T>): Option<T> {
  return { ...option, secret: true }
}

/** The names of the setting that holds the path of a secret's file. */
export function fileNames({ key, variable }: NamedOption): { key: string; variable: string } {
  return { key: `${key}_file`, variable: `${variable}_FILE` }
}

/** All options of a table, in order, with their names. */
export function nameOptions(table: Table): NamedOption[] {
  return Object.entries(table).flatMap(([section, entry]) =>
    isOption(entry)
      ? [named(entry, section as keyof Config, null)]
      : Object.entries<Option<unknown>>(entry).map(([name, option]) =>
          named(option, section as keyof Config, name),
        ),
  )
}

function isOption(
  entry: Table[keyof Config],
): entry is Option<string> | Option<Config['webhooks']> {
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
