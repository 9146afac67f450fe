import { explain } from '../shared/explain.ts'
import { fileReplaced } from './sqlite/file-guard.ts'
import { TooNew } from './versions.ts'

/** Why a database can't be used, and what its operator does about it: two sentences. */
export interface Trouble {
  sentence: string
  advice: string
}

const restart = 'Start Latchkey again, so that it opens the database that is there now.'

/** By SQLite's primary result code or PostgreSQL's, and by what the file guard finds. */
const advices: [codes: readonly (string | number)[], advice: string][] = [
  [[fileReplaced, '42P01', '3F000', '3D000'], restart],
  [[13, '53100', 'ENOSPC'], 'Make room on its disk; then all goes on by itself.'],
  [
    [8, '25006', 'EROFS'],
    'Only reading works: is the disk mounted read-only, or the server a standby? Then all goes on by itself.',
  ],
  [[11, 26], 'The file is damaged: restore a backup (docs/reliability.md).'],
  [[10], 'Look at the disk, in the kernel’s log, too.'],
]

export function describeTrouble(error: unknown): Trouble {
  const sentence = `The database can't be used: ${explain(error)}.`
  if (error instanceof TooNew) return { sentence, advice: 'Nothing else on this version helps.' }
  const { code, errcode } = error as { code?: string; errcode?: number }
  const known = errcode === undefined ? code : errcode & 0xff
  const [, advice = 'Is its server running, and may its user write there?'] =
    advices.find(([codes]) => known !== undefined && codes.includes(known)) ?? []
  return { sentence, advice }
}
