import { describeSettings } from '../config/describe.ts'
import { describeProblem } from '../config/problem.ts'
import type { Finding } from '../homeserver/homeserver.ts'
import { examineDatabase } from './check-database.ts'
import { examinePublicUrl } from './check-public-url.ts'
import { command } from './command.ts'
import { printLines } from './print.ts'
import { loadSettings, sourceOf } from './settings.ts'
import { painter } from './text.ts'

export const configCheck = command({
  summary:
    'Finds all that is wrong with the configuration at once; then tries the database, the\n' +
    'homeserver, the shared secret and the public address. It makes nothing and changes nothing.',
  examples: [['config check --config /etc/latchkey/latchkey.yaml', 'Before the first start']],
  run: async (call) => {
    const { stdout } = call.shell
    const paint = painter(call.shell, stdout)
    const say = ({ ok, sentence }: Finding) =>
      printLines(stdout, [`${ok ? paint('green', '✓') : paint('red', '✗')} ${sentence}`])
    const warn = (sentence: string) => printLines(stdout, [`${paint('yellow', '!')} ${sentence}`])

    const loaded = await loadSettings(call)
    loaded.warnings.forEach(warn)
    if ('problems' in loaded) {
      for (const problem of loaded.problems) say({ ok: false, sentence: describeProblem(problem) })
      return 1
    }
    const { config, settings, path } = loaded
    say({ ok: true, sentence: `${sourceOf(path)} can be used. It says:` })
    printLines(
      stdout,
      describeSettings(settings).map((line) => `    ${line}`),
    )
    const database = await examineDatabase(config)
    say(database)
    const { examineHomeserver } = await import('./check-homeserver.ts')
    const homeserver = await examineHomeserver(config)
    homeserver.forEach(say)
    const site = await examinePublicUrl(config)
    if (site) say(site)
    else warn(`Whether ${config.public.url}/ leads here can be tried when the portal is running.`)
    return [database, ...homeserver, ...(site ? [site] : [])].every(({ ok }) => ok) ? 0 : 1
  },
})
