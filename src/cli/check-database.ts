import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Config } from '../config/config.ts'
import type { Finding } from '../homeserver/homeserver.ts'
import { explain } from './explain.ts'
import { databaseName } from './settings.ts'

/** Whether the database opens and can be written. Makes and changes nothing. */
export async function examineDatabase(config: Pick<Config, 'database'>): Promise<Finding> {
  const { url } = config.database
  const name = databaseName(config)
  try {
    const state = url.startsWith('sqlite:')
      ? await trySqlite(url.slice('sqlite:'.length))
      : await tryPostgres(url)
    return { ok: true, sentence: `The database ${name} ${state}.` }
  } catch (error) {
    return { ok: false, sentence: `The database ${name} can't be used: ${explain(error)}.` }
  }
}

async function trySqlite(path: string): Promise<string> {
  const there = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (there === null) {
    await access(dirname(path), constants.W_OK)
    return 'will be made when it is first needed'
  }
  await access(path, constants.W_OK)
  const { DatabaseSync } = await import('node:sqlite')
  const file = new DatabaseSync(path, { timeout: 5_000 })
  try {
    file.exec('begin immediate; select count(*) from sqlite_schema; rollback')
  } finally {
    file.close()
  }
  return 'can be written'
}

async function tryPostgres(url: string): Promise<string> {
  const { Client } = await import('pg')
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  await client.connect()
  try {
    const { rows } = await client.query<{ writable: boolean }>(
      `select has_schema_privilege(current_schema(), 'create') and not pg_is_in_recovery() as writable`,
    )
    if (rows[0]?.writable !== true) throw new Error('its user may make no tables in it')
  } finally {
    await client.end()
  }
  return 'answers and can be written'
}
