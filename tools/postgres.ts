import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, globSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { missing } from './found.ts'
import { findProgram, run, searchPath } from './programs.ts'
import { onFreePort, type Server, startServer } from './server.ts'

export interface Postgres {
  /** URL of the cluster's own database `postgres`, with a superuser's role. */
  url: string
  /** Creates an empty database and returns its URL. */
  createDatabase(): Promise<string>
  /** Restarts it on the same data. Clients are disconnected, as in a maintenance restart. */
  restart(): Promise<void>
  /** Stops it and removes its data. */
  stop(): Promise<void>
}

export interface PostgresOptions {
  /** True: fsync, as in production. False, the default, is faster. */
  durable?: boolean
  signal?: AbortSignal | undefined
}

interface Cluster {
  bin: string
  folder: string
  password: string
  durable: boolean
  owner: { uid?: number; gid?: number }
  signal?: AbortSignal | undefined
}

/** Starts a throwaway PostgreSQL. Throws a sentence that says what to do when it is not installed. */
export async function startPostgres(options: PostgresOptions = {}): Promise<Postgres> {
  const bin = findPostgres()
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-postgres-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    const { durable = false, signal } = options
    const password = randomBytes(18).toString('base64url')
    const cluster = { bin, folder, password, durable, owner: unprivileged(), signal }
    await initialize(cluster)
    return await onFreePort((port) => serve(cluster, port, remove))
  } catch (error) {
    await remove()
    throw error
  }
}

function findPostgres(): string {
  // Debian keeps the server's programs off the PATH, one folder a version: the newest first.
  const debian = globSync('/usr/lib/postgresql/*/bin').toSorted().toReversed()
  const folder = [...debian, ...searchPath()].find(
    (bin) => findProgram(['initdb'], [bin]) && findProgram(['postgres'], [bin]),
  )
  if (folder !== undefined) return folder
  throw missing('PostgreSQL is not installed (on Debian and Ubuntu: apt install postgresql).')
}

/** PostgreSQL refuses to run as root: it then gets the uid and gid of `nobody`. */
export function unprivileged(): Cluster['owner'] {
  if (process.getuid?.() !== 0) return {}
  return { uid: idOfNobody('-u'), gid: idOfNobody('-g') }
}

function idOfNobody(which: '-u' | '-g'): number {
  return Number(execFileSync('id', [which, 'nobody'], { encoding: 'utf8' }))
}

async function initialize({ bin, folder, password, owner, signal }: Cluster): Promise<void> {
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  for (const path of [folder, passwordFile]) {
    if (owner.uid !== undefined && owner.gid !== undefined) chownSync(path, owner.uid, owner.gid)
  }
  const args = ['-D', 'data', '-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', passwordFile]
  const text = ['-E', 'UTF8', '--locale', 'C', '--no-sync']
  const made = await run(join(bin, 'initdb'), [...args, ...text], { ...owner, cwd: folder, signal })
  if (!made.ok) throw new Error(`initdb failed:\n${made.output.slice(-2000)}`)
}

async function serve(cluster: Cluster, port: number, remove: () => Promise<void>) {
  const url = `postgres://postgres:${cluster.password}@127.0.0.1:${port}/postgres`
  const launch = () => startPostgresProcess(cluster, port, url)
  let running: Server = await launch()
  return {
    url,
    createDatabase: () => createDatabase(url),
    restart: async () => {
      await running.stop('SIGINT')
      running = await launch()
    },
    stop: async () => {
      await running.stop('SIGINT')
      await remove()
    },
  }
}

function startPostgresProcess(cluster: Cluster, port: number, url: string): Promise<Server> {
  const { bin, folder, durable, owner, signal } = cluster
  const fast = durable ? [] : ['-F', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off']
  const place = ['-D', 'data', '-k', '', '-h', '127.0.0.1', '-p', String(port)]
  return startServer({
    command: join(bin, 'postgres'),
    args: [...place, '-c', 'max_connections=200', ...fast],
    cwd: folder,
    ...owner,
    log: join(folder, 'postgres.log'),
    answers: () => answersQueries(url),
    signal,
  })
}

/** Whether the server at this URL can be used. */
export function answersQueries(url: string): Promise<boolean> {
  return query(url, 'select 1').then(
    () => true,
    () => false,
  )
}

/** Creates an empty database in the cluster of `url` and returns its URL. */
export async function createDatabase(url: string): Promise<string> {
  const name = `test_${randomBytes(8).toString('hex')}`
  await query(url, `create database ${name}`)
  return Object.assign(new URL(url), { pathname: `/${name}` }).href
}

async function query(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url })
  // A restart disconnects clients: without a listener this error would end the process.
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query(sql)
  } finally {
    await client.end()
  }
}
