import { chownSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { answersQueries, unprivileged } from './postgres.ts'
import { onFreePort, startServer } from './server.ts'

export interface Pgbouncer extends AsyncDisposable {
  /** URL of the same database through the pool. */
  pooled: (databaseUrl: string) => string
}

export interface PgbouncerOptions {
  /** Path of the program. */
  path: string
  /** URL of the PostgreSQL server behind it. */
  server: string
  /** Further lines of its `[pgbouncer]` section. */
  settings: string[]
}

/**
 * Starts a PgBouncer in transaction mode. Its pools are small, so that consecutive transactions of one
 * client rarely share a connection.
 */
export async function startPgbouncer({ server, ...options }: PgbouncerOptions) {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-pgbouncer-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    return await onFreePort((port) => serve({ ...options, folder, port, server: new URL(server) }))
  } catch (error) {
    await remove()
    throw error
  }
}

interface Pool extends Omit<PgbouncerOptions, 'server'> {
  folder: string
  port: number
  server: URL
}

async function serve(pool: Pool): Promise<Pgbouncer> {
  const { path, folder, port, server } = pool
  const owner = unprivileged()
  const configuration = join(folder, 'pgbouncer.ini')
  const users = join(folder, 'users')
  writeFileSync(configuration, describe(pool, users), { mode: 0o600 })
  writeFileSync(users, `"${server.username}" "${decodeURIComponent(server.password)}"\n`)
  for (const file of [folder, configuration, users]) {
    if (owner.uid !== undefined && owner.gid !== undefined) chownSync(file, owner.uid, owner.gid)
  }
  const pooled = (url: string) => Object.assign(new URL(url), { host: `127.0.0.1:${port}` }).href
  const running = await startServer({
    command: path,
    args: [configuration],
    cwd: folder,
    ...owner,
    log: join(folder, 'pgbouncer.log'),
    answers: () => answersQueries(pooled(server.href)),
  })
  return {
    pooled,
    [Symbol.asyncDispose]: async () => {
      await running.stop('SIGINT')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function describe({ port, server, settings }: Pool, users: string): string {
  return [
    '[databases]',
    `* = host=${server.hostname} port=${server.port}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = scram-sha-256',
    `auth_file = ${users}`,
    'pool_mode = transaction',
    'default_pool_size = 4',
    ...settings,
    '',
  ].join('\n')
}
