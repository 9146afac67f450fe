import { parseArgs } from 'node:util'
import { didYouMean } from './closest.ts'
import { type Call, type Command, everywhere, type Options, type Parameter } from './command.ts'
import { UsageError } from './failure.ts'

const levels = ['trace', 'debug', 'info', 'warn', 'error']

export interface Word {
  /** Position in the command line. */
  index: number
  value: string
}

/** The arguments that are no options. Only global options may precede the command's name. */
export function wordsOf(args: readonly string[]): Word[] {
  return tokensOf(args, everywhere).flatMap((token) =>
    token.kind === 'positional' ? [{ index: token.index, value: token.value }] : [],
  )
}

/** Whether `--NAME` is present, even if the command line is invalid. */
export function asksFor(name: string, args: readonly string[]): boolean {
  return tokensOf(args, everywhere).some((token) => token.kind === 'option' && token.name === name)
}

/** The level of `--verbose`. */
export function levelOf(args: readonly string[]): string | undefined {
  return takeOut('verbose', args).value
}

/** The last value of a global option, and the arguments without that option. */
export function takeOut(
  name: keyof typeof everywhere,
  args: readonly string[],
): { value: string | undefined; rest: string[] } {
  const taken = new Set<number>()
  let value: string | undefined
  for (const token of tokensOf(args, everywhere)) {
    if (token.kind !== 'option' || token.name !== name) continue
    value = token.value
    taken.add(token.index)
    if (value !== undefined && !token.inlineValue) taken.add(token.index + 1)
  }
  return { value, rest: args.filter((_, at) => !taken.has(at)) }
}

/** Parses and validates the arguments of a command. */
export async function readArguments(
  { options = {}, parameters = [] }: Command,
  args: readonly string[],
): Promise<Pick<Call, 'options' | 'parameters'>> {
  const known: Options = { ...everywhere, ...options }
  const values: Record<string, string | string[] | boolean | undefined> = {}
  const words: string[] = []
  for (const [name, { value, repeats }] of Object.entries(known)) {
    values[name] = repeats ? [] : value === undefined ? false : undefined
  }
  for (const token of tokensOf(args, known)) {
    if (token.kind === 'positional') words.push(token.value)
    if (token.kind !== 'option') continue
    const given = await readOption(token, known)
    const before = values[token.name]
    values[token.name] = Array.isArray(before) ? [...before, String(given)] : given
  }
  refuseLevel(values['verbose'])
  refuseParameters(words, parameters)
  return { options: values as Call['options'], parameters: words }
}

function tokensOf(args: readonly string[], options: Options) {
  const named = new Map<string, string>()
  const config = Object.entries(options).flatMap(([name, { value, short, aliases = [] }]) => {
    const type = value === undefined ? ('boolean' as const) : ('string' as const)
    for (const alias of aliases) named.set(alias, name)
    const own = [name, { type, ...(short !== undefined && { short }) }] as const
    return [own, ...aliases.map((alias) => [alias, { type }] as const)]
  })
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(config),
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  return tokens.map((token) =>
    token.kind === 'option' ? { ...token, name: named.get(token.name) ?? token.name } : token,
  )
}

type Token = ReturnType<typeof tokensOf>[number]

async function readOption(token: Token & { kind: 'option' }, known: Options) {
  const { name, rawName, value, inlineValue } = token
  const option = known[name]
  if (!option) {
    const names = Object.keys(known).map((other) => `--${other}`)
    throw new UsageError(`Unknown option ${rawName}.${await didYouMean(rawName, names)}`)
  }
  if (option.value === undefined) {
    if (value === undefined) return true
    throw new UsageError(`${rawName} takes no value.`)
  }
  if (value === undefined || (!inlineValue && /^-./.test(value))) {
    throw new UsageError(`${rawName} needs a value: ${rawName}=${option.value}`)
  }
  return value
}

function refuseLevel(level: unknown): void {
  if (typeof level === 'string' && !levels.includes(level)) {
    throw new UsageError(`--verbose is one of ${levels.join(', ')}.`)
  }
}

function refuseParameters(words: readonly string[], parameters: readonly Parameter[]): void {
  const missing = parameters[words.length]
  if (missing) throw new UsageError(`${missing.name} is missing: ${missing.summary}.`)
  const extra = words[parameters.length]
  if (extra !== undefined) throw new UsageError(`Unexpected argument ${JSON.stringify(extra)}.`)
}
