import { explainDatabase } from './explain-database.ts'
import { fileReplaced, noLocks } from './sqlite/file-guard.ts'
import { TooNew } from './versions.ts'

/** Why a database can't be used, and what the operator can do. */
export interface Trouble {
  sentence: string
  advice: string
}

const restart = 'Restart Latchkey, so that it opens the current database.'

/** By the primary result code of SQLite, the code of PostgreSQL, or that of the file guard. */
const advices: [codes: readonly (string | number)[], advice: string][] = [
  [[fileReplaced, '42P01', '3F000', '3D000'], restart],
  [[13, '53100', 'ENOSPC'], 'Free space on its disk; Latchkey then continues by itself.'],
  [
    [8, '25006', 'EROFS'],
    'It is read-only: is the disk mounted read-only, or the server a standby? Latchkey continues by itself once it can write.',
  ],
  [[11, 26], 'The file is damaged: restore a backup (docs/reliability.md).'],
  [[noLocks], 'Move it to a local disk (not NFS, SMB or FUSE), or use PostgreSQL.'],
  [[10], 'Check the disk and the kernel’s log.'],
]

export function describeTrouble(error: unknown): Trouble {
  const sentence = `The database can't be used: ${explainDatabase(error)}.`
  if (error instanceof TooNew) return { sentence, advice: 'This version can not use the database.' }
  const { code, errcode } = error as { code?: string; errcode?: number }
  const known = errcode === undefined ? code : errcode & 0xff
  const [, advice = 'Is its server running, and may its user write there?'] =
    advices.find(([codes]) => known !== undefined && codes.includes(known)) ?? []
  return { sentence, advice }
}
