import { showProgress } from '../../cli/progress.ts'
import type { Shell } from '../../cli/shell.ts'
import type { OpenDatabase } from '../../store/schema.ts'
import { openForWriting, type Places } from './take-over.ts'
import { tellProgress, tellTakeOver } from './tell.ts'

/** Opens our tables for a command, and tells on standard error of what is taken over by that. */
export async function openTold(shell: Shell, places: Places): Promise<OpenDatabase> {
  const progress = showProgress(shell.stderr)
  const onProgress = (done: number, count: number) => progress.show(tellProgress(done, count))
  const opening = openForWriting(places, shell, onProgress).finally(progress.clear)
  const { db, taken } = await opening
  if (taken) shell.stderr.write(`${tellTakeOver(taken, places)}\n`)
  return db
}
