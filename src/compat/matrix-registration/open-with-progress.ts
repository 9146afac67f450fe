import { showProgress } from '../../cli/progress.ts'
import type { Shell } from '../../cli/shell.ts'
import type { OpenDatabase } from '../../store/schema.ts'
import { openForWriting, type Places } from './take-over.ts'
import { describeProgress, describeTakeOver } from './messages.ts'

/** Opens our tables for a command, and reports the import, if any, on standard error. */
export async function openWithProgress(shell: Shell, places: Places): Promise<OpenDatabase> {
  const progress = showProgress(shell.stderr)
  const onProgress = (done: number, count: number) => progress.show(describeProgress(done, count))
  const opening = openForWriting(places, shell, onProgress).finally(progress.clear)
  const { db, taken } = await opening
  if (taken) shell.stderr.write(`${describeTakeOver(taken, places)}\n`)
  return db
}
