import type { Loaded } from '../config/load.ts'
import { describeProblem } from '../config/problem.ts'
import { combine } from '../config/reload.ts'
import type { Config } from '../model/config.ts'
import type { Remarks } from '../model/remarks.ts'
import type { Shell } from '../cli/shell.ts'
import { explain } from '../shared/explain.ts'
import type { Log } from '../shared/log.ts'

/** A configuration to go on with. */
export interface Reloaded {
  config: Config
  remarks: Pick<Remarks, 'warnings' | 'exposed'>
}

/** The configuration as it is written now. */
export type Reread = () => Promise<
  Loaded & {
    /** Takes over what a predecessor's file says beside it. Returns keys that need a restart. */
    takeOver?: () => readonly string[]
  }
>

interface Means {
  log: Log
  /** What the portal runs with. */
  running: Config
  reread: Reread
  /** Goes on with another configuration, or throws and changes nothing. */
  take: (reloaded: Reloaded) => Promise<void> | void
}

/** From now on SIGHUP reads the configuration again; one after the other, and none ends the process. */
export function reloadOnHangup(shell: Shell, means: Means): void {
  let { running } = means
  let last = Promise.resolve()
  const reload = async () => {
    try {
      running = await readAgain({ ...means, running })
    } catch (error) {
      means.log.error(`SIGHUP: ${NOTHING_CHANGED}: ${explain(error)}`)
    }
  }
  shell.surviveSignals(() => void (last = last.then(reload)))
}

const NOTHING_CHANGED = "the configuration can't be used, so nothing was changed"

async function readAgain({ log, running, reread, take }: Means): Promise<Config> {
  const read = await reread()
  if ('problems' in read) {
    const problems = read.problems.map((problem) => describeProblem(problem))
    log.error({ problems }, `SIGHUP: ${NOTHING_CHANGED}: ${problems.join('; ')}`)
    return running
  }
  const { warnings, exposed } = read
  const { next, changed, restart } = combine(running, read.config)
  await take({ config: next, remarks: { warnings, exposed } })
  log.level = next.log.level
  const late = [...restart, ...(read.takeOver?.() ?? [])]
  for (const sentence of [...warnings, ...exposed]) log.warn(sentence)
  log.info({ changed }, 'SIGHUP: the configuration was read again and is in use')
  if (late.length > 0) log.warn(`SIGHUP: only a restart takes over ${late.join(', ')}`)
  return next
}
