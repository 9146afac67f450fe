import type { Database, ProfileRow } from './schema.ts'

export async function findProfile(db: Database, id: string): Promise<ProfileRow | undefined> {
  return db.selectFrom('profiles').selectAll().where('id', '=', id).executeTakeFirst()
}
