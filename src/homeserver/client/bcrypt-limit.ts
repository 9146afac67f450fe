import type { PasswordLimit } from '../../ports/homeserver.ts'

/** bcrypt ignores what follows 72 bytes, or refuses it, which depends on its version. */
export function bcryptLimit(...forms: PasswordLimit['forms'][number][]): PasswordLimit {
  return { max: 72, unit: 'bytes', forms }
}
