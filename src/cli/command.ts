import type { Actor } from '../model/actor.ts'
import type { Permission } from '../model/permission.ts'
import type { Predecessors } from './formats.ts'
import type { ExitCode, Shell } from './shell.ts'

interface CommandOption {
  /** The name of its value in the help; an option without one is a flag. */
  value?: string
  /** It can be given several times. */
  repeats?: true
  short?: string
  /** Alternative names from other programs. */
  aliases?: readonly string[]
  summary: string
}

export type Options = Readonly<Record<string, CommandOption>>

/**
 * The options of a command line: a text for an option with a value, all of them for one that repeats,
 * otherwise whether it is set.
 */
type Values<O extends Options> = {
  readonly [Name in keyof O]: O[Name] extends { repeats: true }
    ? readonly string[]
    : O[Name] extends { value: string }
      ? string | undefined
      : boolean
}

/** Options of every command, before or after its name. */
export const everywhere = {
  config: {
    value: 'FILE',
    aliases: ['configuration-file', 'config-path'],
    summary: "The configuration file, also one of a predecessor's",
  },
  verbose: { value: 'LEVEL', summary: 'Log level: trace, debug, info, warn or error' },
  help: { short: 'h', summary: 'Show the options of the command, with examples' },
} satisfies Options

export interface Call<O extends Options = Options> {
  shell: Shell
  predecessors: Predecessors
  /** Who runs the command. */
  actor: Actor
  options: Values<O & typeof everywhere>
  /** Exactly as many as the command has parameters. */
  parameters: readonly string[]
}

export interface Parameter {
  name: string
  summary: string
}

/** A command: its help and its function. */
export interface Command<O extends Options = Options> {
  /** The permission that the actor needs. */
  allow: Permission
  summary: string
  parameters?: readonly Parameter[]
  options?: O
  /** Command lines without the program's name, each with its purpose. */
  examples?: readonly (readonly [line: string, purpose: string])[]
  run(call: Call<O>): Promise<ExitCode>
}

/** A command in the table of all commands. */
export interface Entry {
  /** One line for the overview. */
  summary: string
  /** Loads the command on demand, with only the modules that it needs. */
  load: () => Promise<Command>
}

/** Identity function that infers the types of the options. */
export function command<const O extends Options>(declared: Command<O>): Command<O> {
  return declared
}

/** Commands by name, in groups with a heading. */
export type Groups = Readonly<Record<string, Readonly<Record<string, Entry>>>>
