import { existsSync } from 'node:fs'
import { stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { error, fine, type Finding, warning } from '../shared/finding.ts'
import type { Reader } from '../store/reader.ts'
import { sqliteFile } from '../shared/database-url.ts'

const megabyte = 1024 ** 2

/** How much disk space, or how many connections, the database has left. */
export async function examineRoom(url: string, reader: Reader): Promise<Finding> {
  const path = sqliteFile(url)
  return path === null ? examineServer(reader) : examineDisk(path)
}

/** Size and free disk space of an SQLite file. Its write-ahead log counts, too. */
async function examineDisk(path: string): Promise<Finding> {
  const files = [path, `${path}-wal`].filter((file) => existsSync(file))
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size))
  const { bavail, bsize } = await statfs(dirname(path))
  return diskFinding({ size: sizes.reduce((sum, size) => sum + size), free: bavail * bsize })
}

/** Thresholds: 10,000 newcomers need about 10 MB; a backup needs as much as the database has. */
export function diskFinding({ size, free }: { size: number; free: number }): Finding {
  const sentence = `The database takes ${inWords(size)}, and its disk has ${inWords(free)} left.`
  const advice = 'Make room: nobody can join once the disk is full.'
  if (free < 16 * megabyte) return error('database_room', sentence, advice)
  if (free < Math.max(256 * megabyte, size)) return warning('database_room', sentence, advice)
  return fine('database_room', sentence)
}

/** PostgreSQL doesn't report free disk space, and its connections run out first. */
async function examineServer(reader: Reader): Promise<Finding> {
  const [row] = await reader.rows(
    `select pg_database_size(current_database()) as size,
       (select count(*) from pg_stat_activity where backend_type = 'client backend') as used,
       current_setting('max_connections')::int as most`,
  )
  const [size, used, most] = ['size', 'used', 'most'].map((name) => Number(row?.[name]))
  return connectionsFinding({ size: size ?? 0, used: used ?? 0, most: most ?? 0 })
}

interface Server {
  size: number
  used: number
  most: number
}

/** Each process of the portal uses up to ten connections. */
export function connectionsFinding({ size, used, most }: Server): Finding {
  const sentence = `The database takes ${inWords(size)}; ${used} of the ${most} connections of its server are in use.`
  const advice = 'Raise max_connections: each process of Latchkey uses up to 10.'
  return most - used < 10
    ? warning('database_room', sentence, advice)
    : fine('database_room', sentence)
}

/** `12 MB`, `1.4 GB` */
function inWords(bytes: number): string {
  const size = bytes / megabyte
  if (size < 1) return `${Math.ceil(bytes / 1024)} kB`
  return size < 1024 ? `${Math.round(size)} MB` : `${(size / 1024).toFixed(1)} GB`
}
