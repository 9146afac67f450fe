import { execFileSync } from 'node:child_process'
import { closeSync, globSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as pathOf } from 'node:path'
import { Client } from 'pg'
import { needs } from '../support/parts.ts'

/** Skips, with the reason, if no file system can be mounted: root in a container may lack the right. */
export function mounting() {
  return needing('only root may mount a file system, and not in every container', (probe) => {
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', probe], { stdio: 'ignore' })
    execFileSync('umount', [probe])
  })
}

/** The same if files can't be made immutable. */
export function immutable() {
  return needing('only root may make files immutable, and not on every disk', (probe) => {
    execFileSync('chattr', ['+i', probe], { stdio: 'ignore' })
    execFileSync('chattr', ['-i', probe])
  })
}

function needing(reason: string, attempt: (folder: string) => void): { skip: string | false } {
  const { skip } = needs('synapse')
  if (skip !== false) return { skip }
  const probe = mkdtempSync(pathOf(tmpdir(), 'latchkey-probe-'))
  try {
    attempt(probe)
    return { skip: false }
  } catch {
    return { skip: reason }
  } finally {
    rmdirSync(probe)
  }
}

/**
 * Makes the database, its WAL and the folder read-only. The memory-mapped file stays writable: otherwise
 * a write would end the process, unlike on a disk that the kernel makes read-only.
 */
export function chattr(how: '+i' | '-i', folder: string): void {
  const files = globSync(pathOf(folder, '*')).filter((file) => !file.endsWith('-shm'))
  execFileSync('chattr', [how, ...(how === '+i' ? [...files, folder] : [folder, ...files])])
}

/** A disk of 1.5 MiB with a database. */
export async function smallDisk() {
  const folder = await mkdtemp(pathOf(tmpdir(), 'latchkey-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1536k', 'tmpfs', folder])
  const filler = pathOf(folder, 'filler')
  const path = pathOf(folder, 'latchkey.db')
  return {
    path,
    databaseUrl: `sqlite:${path}`,
    fill: () => fill(filler),
    makeRoom: () => rmSync(filler),
    remount: (how: 'ro' | 'rw') => execFileSync('mount', ['-o', `remount,${how}`, folder]),
    [Symbol.asyncDispose]: async () => {
      execFileSync('umount', [folder])
      await rm(folder, { recursive: true })
    },
  }
}

function fill(path: string): void {
  const file = openSync(path, 'w')
  try {
    for (;;) writeSync(file, Buffer.alloc(4096))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  } finally {
    closeSync(file)
  }
}

/** Sets it only for this database, and ends the connections without the new setting. */
export async function postgresCluster(databaseUrl: string) {
  const name = new URL(databaseUrl).pathname.slice(1)
  return {
    async setReadOnly(yes: boolean) {
      await using client = await connect(
        Object.assign(new URL(databaseUrl), { pathname: '/postgres' }).href,
      )
      await client.query(`alter database ${name} set default_transaction_read_only = ${yes}`)
      await client.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1',
        [name],
      )
    },
  }
}

async function connect(url: string) {
  const client = new Client({ connectionString: url })
  await client.connect()
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() })
}
