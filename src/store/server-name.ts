import { recall, sharedSecret } from './secrets.ts'
import type { Database } from './schema.ts'

/** The name under which the server name is stored. */
const kept = 'server name'

/** The stored server name, or ''. */
export async function rememberedName(db: Database): Promise<string> {
  return (await recall(db, kept)) ?? ''
}

/** Stores a server name and returns the stored one: another portal may have been first. */
export function keepServerName(db: Database, name: string): Promise<string> {
  return sharedSecret(db, kept, name)
}
