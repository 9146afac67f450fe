import { AsyncLocalStorage } from 'node:async_hooks'
import { type DestinationStream, pino, type Logger } from 'pino'
import { withPriority } from './journal.ts'
import { harmlessLines } from './terminal-text.ts'

export type Log = Logger

/** Where log lines go. `isTTY`: a terminal. */
export interface LogTarget extends DestinationStream {
  isTTY?: boolean
  /** systemd's journal, which reads a priority before each line. */
  isJournal?: boolean
}

export interface LogOptions {
  level: 'trace' | 'debug' | 'info' | 'warn' | 'error'
  format: 'auto' | 'human' | 'json'
}

const requests = new AsyncLocalStorage<string>()

/** Adds the request's id to every line that is logged during `work`. */
export function withRequestId<T>(id: string, work: () => T): T {
  return requests.run(id, work)
}

/** JSON lines for machines or readable lines for people; `auto`: readable on a terminal. */
export async function createLog({ level, format }: LogOptions, target: LogTarget): Promise<Log> {
  const human = format === 'human' || (format === 'auto' && target.isTTY === true)
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => {
        const request = requests.getStore()
        return request === undefined ? {} : { request }
      },
    },
    destination(target, human ? await readable(target) : undefined),
  )
}

/** `format`: of one JSON line. */
function destination(target: LogTarget, format = (line: string) => line): DestinationStream {
  if (target.isJournal !== true) return { write: (line) => target.write(format(line)) }
  return { write: (line) => target.write(withPriority(levelOf(line), format(line))) }
}

/** pino writes the level first. */
function levelOf(line: string): string {
  return /^\{"level":"(\w+)"/.exec(line)?.[1] ?? 'info'
}

/** Converts JSON lines to readable ones. The library is loaded only when needed. */
async function readable(target: LogTarget): Promise<(line: string) => string> {
  const { default: pretty } = await import('pino-pretty')
  const format = pretty.prettyFactory({
    colorize: target.isTTY === true,
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'request',
    messageFormat: '{msg}{if request} ({request}){end}',
  })
  return (line) => format(withoutControls(line))
}

/** Removes control sequences: text from outside must not control the operator's terminal. */
function withoutControls(line: string): string {
  const facts = JSON.parse(line, (_, value: unknown) =>
    typeof value === 'string' ? harmlessLines(value) : value,
  ) as object
  return JSON.stringify(facts)
}
