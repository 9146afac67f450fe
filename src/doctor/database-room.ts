import { existsSync } from 'node:fs'
import { stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { error, fine, type Finding, warning } from '../shared/finding.ts'
import type { Reader } from '../store/reader.ts'
import { sqliteFile } from '../shared/database-url.ts'

const megabyte = 1024 ** 2

/** How far the database is from where it would have to stop. */
export async function examineRoom(url: string, reader: Reader): Promise<Finding> {
  const path = sqliteFile(url)
  return path === null ? examineServer(reader) : examineDisk(path)
}

/** The size and the room on its disk; the log beside it counts. */
async function examineDisk(path: string): Promise<Finding> {
  const files = [path, `${path}-wal`].filter((file) => existsSync(file))
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size))
  const { bavail, bsize } = await statfs(dirname(path))
  return judgeDisk({ size: sizes.reduce((sum, size) => sum + size), free: bavail * bsize })
}

/** A crowd of 10,000 takes some 10 MB; a backup takes as much as there is. */
export function judgeDisk({ size, free }: { size: number; free: number }): Finding {
  const sentence = `The database takes ${inWords(size)}, and its disk has ${inWords(free)} left.`
  const advice = 'Make room: nobody can join once the disk is full.'
  if (free < 16 * megabyte) return error('database_room', sentence, advice)
  if (free < Math.max(256 * megabyte, size)) return warning('database_room', sentence, advice)
  return fine('database_room', sentence)
}

/** What its disk has left, PostgreSQL doesn't tell; its connections run out first. */
async function examineServer(reader: Reader): Promise<Finding> {
  const [row] = await reader.rows(
    `select pg_database_size(current_database()) as size,
       (select count(*) from pg_stat_activity where backend_type = 'client backend') as used,
       current_setting('max_connections')::int as most`,
  )
  const [size, used, most] = ['size', 'used', 'most'].map((name) => Number(row?.[name]))
  return judgeServer({ size: size ?? 0, used: used ?? 0, most: most ?? 0 })
}

interface Server {
  size: number
  used: number
  most: number
}

/** Each process of the portal takes up to ten connections. */
export function judgeServer({ size, used, most }: Server): Finding {
  const sentence = `The database takes ${inWords(size)}; ${used} of ${most} connections of its server are in use.`
  const advice = 'Raise max_connections: each process of Latchkey takes up to 10.'
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
