import type { Actor } from '../model/actor.ts'
import type { Permission } from '../model/permission.ts'
import type { Predecessors } from './formats.ts'
import type { ExitCode, Shell } from './shell.ts'

interface CommandOption {
  /** What its value is called in the help; an option without one is a flag. */
  value?: string
  short?: string
  /** Further names, which other programs have for it. */
  aliases?: readonly string[]
  summary: string
}

export type Options = Readonly<Record<string, CommandOption>>

/** What the command line says: a text for an option with a value, otherwise whether it is there. */
type Values<O extends Options> = {
  readonly [Name in keyof O]: O[Name] extends { value: string } ? string | undefined : boolean
}

/** Options that every command takes, before or after its name. */
export const everywhere = {
  config: {
    value: 'FILE',
    aliases: ['configuration-file', 'config-path'],
    summary: "The configuration file, also one of a predecessor's",
  },
  verbose: { value: 'LEVEL', summary: 'How much is said: trace, debug, info, warn or error' },
  help: { short: 'h', summary: 'What the command takes, with examples' },
} satisfies Options

export interface Call<O extends Options = Options> {
  shell: Shell
  predecessors: Predecessors
  /** Who runs the command. */
  actor: Actor
  options: Values<O & typeof everywhere>
  /** As many as the command has parameters. */
  parameters: readonly string[]
}

export interface Parameter {
  name: string
  summary: string
}

/** A command, as the help shows it and as it runs. */
export interface Command<O extends Options = Options> {
  /** What the actor has to be allowed to do. */
  allow: Permission
  summary: string
  parameters?: readonly Parameter[]
  options?: O
  /** Command lines without the program's name, each with what it is for. */
  examples?: readonly (readonly [line: string, purpose: string])[]
  run(call: Call<O>): Promise<ExitCode>
}

/** Nothing but the types of the options, worked out from the declaration. */
export function command<const O extends Options>(declared: Command<O>): Command<O> {
  return declared
}
