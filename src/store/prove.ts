import { postgresAddress } from './postgres/postgres-address.ts'
import { quoted } from './schema.ts'
import { sqliteFile } from '../shared/database-url.ts'

/**
 * Tests writing and locking, and leaves nothing behind. Throws the problem. If an SQLite file doesn't
 * exist yet, only its folder is tested.
 */
export async function proveWritable(url: string): Promise<void> {
  const path = sqliteFile(url)
  if (path === null) return proveServer(url)
  const { proveFile } = await import('./sqlite/prove-file.ts')
  return proveFile(path)
}

/** Tests only whether locks work, which depends on the file system. Throws the problem. */
export async function proveLocks(url: string): Promise<void> {
  const path = sqliteFile(url)
  if (path === null || path === ':memory:') return
  const { proveLock } = await import('./sqlite/prove-file.ts')
  return proveLock(path)
}

/** Writes in a transaction that is rolled back. Without our tables, it creates one in it. */
async function proveServer(url: string): Promise<void> {
  const { Client } = await import('pg')
  const { connectionString, schema } = postgresAddress(url)
  const client = new Client({ connectionString, connectionTimeoutMillis: 5_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query('begin')
    if (schema !== null) await client.query(`set local search_path = ${quoted(schema)}`)
    const { rows } = await client.query(
      `select to_regclass('secrets') is not null as used, current_schema() as place`,
    )
    const [{ used, place } = { used: false, place: null }] = rows
    if (used) await client.query(`insert into secrets (name, value) values ('doctor', '')`)
    else if (place === null) await client.query(`create schema ${quoted(schema ?? 'doctor')}`)
    else await client.query('create table latchkey_doctor (id bigint)')
    await client.query('rollback')
  } finally {
    await client.end()
  }
}
