import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../../src/store/database.ts'
import type { Database } from '../../src/store/schema.ts'
import { type Finished, runHere } from '../support/command.ts'
import { postgresDatabase, synapse } from '../support/parts.ts'
import type { Kind } from '../support/portal.ts'

/** A folder with a command line that runs on any database. */
export interface Stores extends AsyncDisposable {
  folder: string
  /** The URL of an empty database. */
  fresh: (kind: Kind) => Promise<string>
  /** Runs a command line with a configuration whose database is at `url`. */
  run: (url: string, ...args: string[]) => Promise<Finished>
}

export async function openStores(): Promise<Stores> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-data-'))
  let made = 0
  return {
    folder,
    fresh: async (kind) =>
      kind === 'PostgreSQL' ? postgresDatabase() : `sqlite:${join(folder, `${made++}.db`)}`,
    async run(url, ...args) {
      const config = join(folder, `${made++}.yaml`)
      await writeFile(config, configuration(url), { mode: 0o600 })
      return runHere(folder, [...args, '--config', config])
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

function configuration(databaseUrl: string): string {
  const { url, serverName, sharedSecret } = synapse()
  const homeserver = { url, server_name: serverName, registration_shared_secret: sharedSecret }
  const site = { url: 'https://example.org' }
  return JSON.stringify({ homeserver, public: site, database: { url: databaseUrl } })
}

/** The invitations whose counts differ from their redemptions, one sentence each. */
export async function miscounted(url: string): Promise<string[]> {
  const db = await openDatabase(url, Date.now(), () => {})
  try {
    const invites = await db.selectFrom('invites').select(['id', 'used', 'held']).execute()
    const wrong: string[] = []
    for (const { id, used, held } of invites) {
      const rows = await redemptionsOf(db, id)
      const created = rows.filter(({ outcome }) => outcome === 'created').length
      const open = rows.filter(({ ended_at: end }) => end === null).length
      const accounts = await accountsOf(db, id)
      if (used !== created || accounts.length !== created || held !== open) {
        const counts = `${used} used, ${created} created, ${accounts.length} accounts`
        wrong.push(`${id}: ${counts}; ${held} held, ${open} open`)
      }
    }
    return wrong
  } finally {
    await db.destroy()
  }
}

function accountsOf(db: Database, id: string) {
  return db.selectFrom('accounts').select('redemption_id').where('invite_id', '=', id).execute()
}

function redemptionsOf(db: Database, id: string) {
  return db
    .selectFrom('redemptions')
    .select(['outcome', 'ended_at'])
    .where('invite_id', '=', id)
    .execute()
}
