import { recall, sharedSecret } from './secrets.ts'
import type { Database } from './schema.ts'

/** Under this name the database keeps what the homeserver is called. */
const kept = 'server name'

/** The server name that was learnt before, or ''. */
export async function rememberedName(db: Database): Promise<string> {
  return (await recall(db, kept)) ?? ''
}

/** Keeps a server name; gives the one that holds, as another portal may have been first. */
export function keepServerName(db: Database, name: string): Promise<string> {
  return sharedSecret(db, kept, name)
}
