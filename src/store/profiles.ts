import type { Database, ProfileRow } from './schema.ts'

export async function findProfile(db: Database, id: string): Promise<ProfileRow | undefined> {
  return db.selectFrom('profiles').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function findProfileByName(
  db: Database,
  name: string,
): Promise<ProfileRow | undefined> {
  return db.selectFrom('profiles').selectAll().where('name', '=', name).executeTakeFirst()
}
