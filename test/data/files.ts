import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect, openDatabase } from '../../src/store/database.ts'
import { inviteDefaults } from '../../src/store/invite-row.ts'
import type { Kind } from '../support/portal.ts'
import type { Stores } from './stores.ts'

/** More invitations than one batch of a copy, with all kinds of texts and numbers. */
export async function filled(stores: Stores, kind: Kind): Promise<string> {
  const url = await stores.fresh(kind)
  const db = await openDatabase(url, Date.now(), () => {})
  try {
    for (let at = 0; at < 2500; at += 500) {
      const rows = Array.from({ length: 500 }, (_, one) => inviteOf(at + one))
      await db.insertInto('invites').values(rows).execute()
    }
    await db.insertInto('secrets').values({ name: 'cookies', value: 'ключ ÿ 🔑 \u2028' }).execute()
    await db
      .insertInto('matrix_registration_addresses')
      .values([1, 1, 2].map((one) => ({ invite_id: `id${one}`, address: '192.0.2.1' })))
      .execute()
  } finally {
    await db.destroy()
  }
  return url
}

function inviteOf(at: number) {
  return {
    ...inviteDefaults,
    id: `id${at}`,
    code: `code-${at}`,
    folded: at % 3 === 0 ? null : `code${at}`,
    label: at % 2 === 0 ? '' : `it's “${at}”, 早上好`,
    max_uses: at % 2 === 0 ? null : Number.MAX_SAFE_INTEGER,
    expires_at: 253_402_300_799_999,
    created_at: at,
    created_by: 'command line',
  }
}

export async function textFile({ folder }: Stores): Promise<string> {
  const file = join(folder, 'text')
  await writeFile(file, 'no database at all\n'.repeat(500))
  return file
}

export async function newer({ folder }: Stores, backup: string): Promise<string> {
  const file = join(folder, 'newer.db')
  await copyFile(backup, file)
  await using place = await connect(`sqlite:${file}`, () => {})
  await place.db.insertInto('migrations').values({ name: '999-later', applied_at: 0 }).execute()
  return file
}

export async function emptied({ folder }: Stores): Promise<string> {
  const file = join(folder, 'empty.db')
  await using _ = await connect(`sqlite:${file}`, () => {})
  return file
}

/** The first half of a file, like an interrupted copy. */
export async function damaged({ folder }: Stores, backup: string): Promise<string> {
  const file = join(folder, 'damaged.db')
  const bytes = await readFile(backup)
  await writeFile(file, bytes.subarray(0, Math.floor(bytes.length / 2)))
  return file
}
