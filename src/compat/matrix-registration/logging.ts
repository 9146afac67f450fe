import { resolve } from 'node:path'
import type { Config } from '../../model/config.ts'
import { showText } from '../../config/problem.ts'
import { LARGEST_COUNT } from '../../core/invites/invite.ts'
import { asText, isMap } from './plain.ts'

type Level = Config['log']['level']

/** Where the log goes and from which level on, as far as Python's dictConfig can be honoured. */
export interface Logging {
  level: Level
  console: 'stdout' | 'stderr' | null
  file: { path: string; maxBytes: number; backups: number } | null
  /** What can't be honoured, a sentence each. */
  warnings: string[]
}

interface Handler {
  class?: unknown
  level?: unknown
  stream?: unknown
  filename?: unknown
  maxBytes?: unknown
  backupCount?: unknown
}

const LEVELS: readonly [least: number, level: Level][] = [
  [40, 'error'],
  [30, 'warn'],
  [20, 'info'],
  [10, 'debug'],
]

const NAMED: Record<string, number> = {
  CRITICAL: 50,
  FATAL: 50,
  ERROR: 40,
  WARNING: 30,
  WARN: 30,
  INFO: 20,
  DEBUG: 10,
  NOTSET: 0,
}

/** Each is renamed at every rotation. */
const MOST_BACKUPS = 1_000

/** Reads `logging`. Without it the log goes to standard error, as with a configuration of our own. */
export function readLogging(value: unknown, cwd: string): Logging {
  const logging: Logging = { level: 'info', console: null, file: null, warnings: [] }
  const { root, handlers } = isMap(value) ? value : {}
  const used = isMap(root) && Array.isArray(root['handlers']) ? root['handlers'].map(String) : []
  const all = isMap(handlers) ? handlers : {}
  const floor = isMap(root) ? weigh(root['level']) : 0
  const weights: number[] = []
  for (const name of used) {
    const handler = all[name]
    if (!isMap(handler)) continue
    honour(logging, name, handler, cwd)
    weights.push(Math.max(floor, weigh(handler['level'])))
  }
  if (weights.length === 0 || (!logging.console && !logging.file)) logging.console = 'stderr'
  if (weights.length > 0) logging.level = levelOf(Math.min(...weights))
  if (new Set(weights.map(levelOf)).size > 1) {
    logging.warnings.push(`logging: all handlers get the lowest level of theirs, ${logging.level}.`)
  }
  return logging
}

function honour(logging: Logging, name: string, handler: Handler, cwd: string): void {
  const readCount = (key: string, value: unknown, most = LARGEST_COUNT) => {
    const text = asText(value) ?? '0'
    const count = /^\d{1,15}$/.test(text) ? Number(text) : NaN
    if (count <= most) return count
    const expected = `a whole number up to ${most}, so that the file isn't rotated`
    logging.warnings.push(`logging.handlers.${name}: ${key} is ${showText(text)}, not ${expected}.`)
    return 0
  }
  const kind = (asText(handler.class) ?? '').split('.').at(-1) ?? ''
  const { filename } = handler
  if (kind === 'StreamHandler') {
    logging.console = asText(handler.stream)?.endsWith('stdout') ? 'stdout' : 'stderr'
  } else if (kind.endsWith('FileHandler') && typeof filename === 'string' && !logging.file) {
    const { maxBytes, backupCount } = handler
    logging.file = {
      path: resolve(cwd, filename),
      maxBytes: kind === 'RotatingFileHandler' ? readCount('maxBytes', maxBytes) : 0,
      backups: readCount('backupCount', backupCount, MOST_BACKUPS),
    }
    if (!/^(Rotating)?FileHandler$/.test(kind)) {
      logging.warnings.push(`logging.handlers.${name}: ${filename} is written, but not rotated.`)
    }
  } else if (kind !== 'NullHandler') {
    logging.warnings.push(
      `logging.handlers.${name}: a ${kind} isn't served here; console and one file are.`,
    )
  }
}

function weigh(level: unknown): number {
  if (typeof level === 'number') return level
  return NAMED[asText(level)?.toUpperCase() ?? ''] ?? 0
}

function levelOf(weight: number): Level {
  return LEVELS.find(([least]) => weight >= least)?.[1] ?? 'debug'
}
