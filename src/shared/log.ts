import { AsyncLocalStorage } from 'node:async_hooks'
import { type DestinationStream, pino, type Logger } from 'pino'
import { harmlessLines } from './terminal-text.ts'

export type Log = Logger

/** Where lines go; `isTTY` says whether a person reads them as they come. */
export interface LogTarget extends DestinationStream {
  isTTY?: boolean
}

export interface LogOptions {
  level: 'trace' | 'debug' | 'info' | 'warn' | 'error'
  format: 'auto' | 'human' | 'json'
}

const requests = new AsyncLocalStorage<string>()

/** Every line that is logged during `work` carries the request's id. */
export function withRequestId<T>(id: string, work: () => T): T {
  return requests.run(id, work)
}

/** JSON lines for machines, one readable line for people; `auto` looks whether it is a terminal. */
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
    human ? await readable(target) : target,
  )
}

/** One line for people out of each line for machines. The library is loaded where it is needed. */
async function readable(target: LogTarget): Promise<DestinationStream> {
  const { default: pretty } = await import('pino-pretty')
  const format = pretty.prettyFactory({
    colorize: target.isTTY === true,
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'request',
    messageFormat: '{msg}{if request} ({request}){end}',
  })
  return { write: (line) => target.write(format(tame(line))) }
}

/** What others wrote into a line can't steer the terminal that it is read on. */
function tame(line: string): string {
  const facts = JSON.parse(line, (_, value: unknown) =>
    typeof value === 'string' ? harmlessLines(value) : value,
  ) as object
  return JSON.stringify(facts)
}
