import type { Config } from '../model/config.ts'
import type { Reach } from '../model/reach.ts'
import { askListener } from '../shared/ask-listener.ts'
import { type Finding, warning } from '../shared/finding.ts'
import { rfc3339 } from '../shared/time.ts'
import type { DoctorContext } from './context.ts'
import { nameOf } from './local-portal.ts'
import { changedSince, type Traces } from './older.ts'

interface Facts {
  /** What answered at public.url. */
  remote: Reach | { fault: string }
  /** Whether it is a portal of this database. */
  isOurs: boolean
  traces: Traces
}

/**
 * What it means that no portal answers at public.listen. It may run all the same: elsewhere, or with the
 * configuration of before. `why`: a clause.
 */
export async function explainAbsence(
  context: DoctorContext,
  why: string,
  { remote, isOurs, traces }: Facts,
): Promise<Finding> {
  const { config, clock } = context
  const { url } = config.public
  if ('proof' in remote) {
    const { restart } = changedSince(config, remote, isOurs ? traces.key : null)
    if (restart.includes('public.listen')) return older(`at ${url}`, why)
    const sentence = `A portal answers at ${url}, but ${why} on this machine.`
    return warning('not_running', sentence, 'Run the doctor on the machine of the portal.')
  }
  if (await isAlive(config))
    return older(`at private.listen (${nameOf(config.private.listen)})`, why)
  const { seenAt } = traces
  if (seenAt !== null && clock() - seenAt < freshMs) {
    const sentence = `A portal used the database at ${rfc3339(seenAt)}, but ${why}.`
    return warning('not_running', sentence, elsewhere)
  }
  const advice = `Start it (latchkey serve) to have the doctor test ${url}.`
  return warning('not_running', `The portal is not running: ${why}.`, advice)
}

/** The longest pause between two tests of the database by a running portal, in ms. */
const freshMs = 75_000

const elsewhere =
  'If it was not stopped just now, an older configuration is still running: restart it. If it runs elsewhere, run the doctor there.'

function older(where: string, why: string): Finding {
  const sentence = `A portal answers ${where}, but ${why}: an older configuration is still running.`
  return warning('older_configuration', sentence, 'Restart Latchkey.')
}

/** Whether a portal answers at the private listener. */
async function isAlive({ private: { listen } }: Config): Promise<boolean> {
  return askListener(listen, '/health').then(
    ({ status, body }) => status === 200 && body.includes('"alive"'),
    () => false,
  )
}
