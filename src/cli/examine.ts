import { describeSettings } from '../config/describe.ts'
import type { Finding } from '../shared/finding.ts'
import { describeWrong } from '../doctor/configuration.ts'
import { begin } from '../doctor/examinations.ts'
import { reportOf, summaryOf } from '../doctor/report.ts'
import { openHomeserver } from '../homeserver/open.ts'
import { knownName, learntName, noMemory } from '../homeserver/client/server-name.ts'
import type { Call } from './command.ts'
import { printJson } from './print.ts'
import { loadSettings, remarksOf, type UsableSettings, sourceOf } from './settings.ts'
import type { ExitCode, Shell } from './shell.ts'
import { createTeller, type Teller } from './tell-findings.ts'

interface Wanted {
  json: boolean
  /** Whether the values of the configuration are shown, too. */
  values: boolean
}

/**
 * Examines everything, from the configuration on, and tells it as it is found out. Nothing is made
 * and nothing changed. 1 only for an error: a warning alone stops no script.
 */
export async function examineAll(call: Call, wanted: Wanted): Promise<ExitCode> {
  const { shell } = call
  const loaded = await loadSettings(call)
  const teller = createTeller(shell, !wanted.json)
  const findings =
    'problems' in loaded
      ? describeWrong(loaded.problems, loaded.warnings)
      : await examine(loaded, {
          shell,
          teller,
          values: wanted.values,
          source: sourceOf(loaded.path, shell),
        })
  if ('problems' in loaded) teller.section('Configuration', findings)
  if (wanted.json) printJson(shell.stdout, reportOf(findings))
  else teller.end(summaryOf(findings))
  return findings.some(({ severity }) => severity === 'error') ? 1 : 0
}

interface Means extends Pick<Wanted, 'values'> {
  shell: Shell
  teller: Teller
  source: string
}

async function examine(settings: UsableSettings, { shell, teller, values, source }: Means) {
  const { config } = settings
  const { clock, random } = shell
  const { serverName: said } = config.homeserver
  // portero's file doesn't say it, and the way into an app depends on it.
  const serverName = said === '' ? learntName(noMemory) : knownName(said)
  const means = { observe: () => {}, clock, random, serverName }
  const homeserver = await openHomeserver(config, means)
  const remarks = remarksOf(settings, source)
  const name = serverName.current
  const context = { config, remarks, homeserver, serverName: name, clock, random, fetch }
  const all: Finding[] = []
  try {
    for (const [at, { title, found }] of begin(context).entries()) {
      const findings = await teller.during(title, found)
      teller.section(title, findings, at === 0 && values ? describeSettings(settings.settings) : [])
      all.push(...findings)
    }
  } finally {
    await homeserver.close()
  }
  return all
}
