import { appendFileSync, renameSync, statSync } from 'node:fs'
import type { LogTarget } from '../../shared/log.ts'
import type { Logging } from './logging.ts'

/** Where the log of `serve` goes: the console that the file names, a file, or both. */
export function openLogTarget(
  { console, file }: Pick<Logging, 'console' | 'file'>,
  streams: { stdout: LogTarget; stderr: LogTarget },
): LogTarget {
  const written = file && rotating(file)
  const shown = console && streams[console]
  if (!written) return shown ?? streams.stderr
  if (!shown) return written
  return {
    write: (line) => {
      shown.write(line)
      written.write(line)
    },
  }
}

/**
 * A file that others can't read. Before it grows beyond `maxBytes` it becomes `FILE.1`, that
 * `FILE.2`, and so on, as with Python's RotatingFileHandler; with either of them 0 it only grows.
 */
function rotating({ path, maxBytes, backups }: NonNullable<Logging['file']>): LogTarget {
  let size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  return {
    write(line) {
      const length = Buffer.byteLength(line)
      if (maxBytes > 0 && backups > 0 && size > 0 && size + length > maxBytes) {
        rotate(path, backups)
        size = 0
      }
      appendFileSync(path, line, { mode: 0o600 })
      size += length
    },
  }
}

function rotate(path: string, backups: number): void {
  const names = [path, ...Array.from({ length: backups }, (_, at) => `${path}.${at + 1}`)]
  for (const [at, name] of names.slice(0, -1).entries().toArray().toReversed()) {
    if (statSync(name, { throwIfNoEntry: false })) renameSync(name, names[at + 1] ?? name)
  }
}
