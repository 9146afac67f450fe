import { describeSettings } from '../config/describe.ts'
import type { Finding } from '../shared/finding.ts'
import { describeWrong } from '../doctor/configuration.ts'
import { begin } from '../doctor/examinations.ts'
import { reportOf, summaryOf } from '../doctor/report.ts'
import { openHomeserver } from '../homeserver/open.ts'
import { openSignIn } from '../homeserver/sign-in/open.ts'
import { noMemory, serverNameOf } from '../homeserver/client/server-name.ts'
import type { Call } from './command.ts'
import { printJson } from './print.ts'
import { loadSettings, remarksOf, type UsableSettings, sourceOf } from './settings.ts'
import type { ExitCode, Shell } from './shell.ts'
import { createFindingsPrinter, type FindingsPrinter } from './print-findings.ts'

interface Wanted {
  json: boolean
  /** Whether to show the values of the configuration as well. */
  values: boolean
}

/**
 * Runs all checks and prints findings as they come. Creates and changes nothing. Exit code 1 only for an
 * error: a warning alone must not stop a script.
 */
export async function examineAll(call: Call, wanted: Wanted): Promise<ExitCode> {
  const { shell } = call
  const loaded = await loadSettings(call)
  const printer = createFindingsPrinter(shell, !wanted.json)
  const findings =
    'problems' in loaded
      ? describeWrong(loaded.problems, loaded.warnings)
      : await examine(loaded, {
          shell,
          printer,
          values: wanted.values,
          source: sourceOf(loaded.path, shell),
        })
  if ('problems' in loaded) printer.section('Configuration', findings)
  if (wanted.json) printJson(shell.stdout, reportOf(findings))
  else printer.end(summaryOf(findings))
  return findings.some(({ severity }) => severity === 'error') ? 1 : 0
}

interface Means extends Pick<Wanted, 'values'> {
  shell: Shell
  printer: FindingsPrinter
  source: string
}

const elapsed = () => performance.now()

async function examine(settings: UsableSettings, { shell, printer, values, source }: Means) {
  const { config } = settings
  const { clock, random } = shell
  // portero's file has no server name, and the checks of apps need it.
  const serverName = serverNameOf(config.homeserver, noMemory)
  const means = { observe: () => {}, clock, random, serverName }
  const homeserver = await openHomeserver(config, means)
  const remarks = remarksOf(settings, source)
  const name = serverName.current
  const asked = { observe: means.observe, clock, elapsed, random, serverName: name }
  const signIn = await openSignIn({ ...asked, config: () => config })
  const context = { config, remarks, homeserver, signIn, serverName: name, clock, random, fetch }
  const all: Finding[] = []
  try {
    for (const [at, { title, found }] of begin(context).entries()) {
      const findings = await printer.during(title, found)
      printer.section(
        title,
        findings,
        at === 0 && values ? describeSettings(settings.settings) : [],
      )
      all.push(...findings)
    }
  } finally {
    await Promise.all([homeserver.close(), signIn.close()])
  }
  return all
}
