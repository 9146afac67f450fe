import { shellActor } from '../../src/model/actor.ts'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import type { App } from '../../src/core/context.ts'
import { openApp } from '../../src/app.ts'
import { makeConsoleLink } from '../../src/core/members/console-link.ts'
import { setAllowance } from '../../src/core/members/set-allowance.ts'
import { makeConsolePaths } from '../../src/shared/console-paths.ts'
import { createInvite } from '../../src/core/invites/create.ts'
import { linkText } from '../../src/core/invites/link.ts'
import { listen } from '../../src/serve/server.ts'
import { onFreePort } from '../server.ts'
import type { SynapseAddress } from '../synapse.ts'
import { configure } from './settings.ts'

const TWO_DAYS = 48 * 3_600_000
const CLOSING_LIMIT = 1_000

export interface Portal extends AsyncDisposable {
  app: App
  /** Base URL of the private listener. */
  privateUrl: string
}

/** Opens the portal in front of a Synapse: its files in `folder`, its listeners on free ports. */
export function openPortal(folder: string, synapse: SynapseAddress): Promise<Portal> {
  return onFreePort(async (port) => {
    await using opened = new AsyncDisposableStack()
    const config = await configure(folder, synapse, port)
    const log = join(folder, 'latchkey.log')
    const write = (line: string) => appendFileSync(log, line, { mode: 0o600 })
    const app = opened.use(await openApp(config, { logTarget: { write } }))
    const listening = await listen(app)
    opened.defer(() => listening.close(CLOSING_LIMIT))
    opened.defer(app.work())
    const closing = opened.move()
    return {
      app,
      privateUrl: listening.privateAddress,
      [Symbol.asyncDispose]: () => closing.disposeAsync(),
    }
  })
}

/** Lets whoever joins invite three others, and returns a link to an operator's console. */
export async function openConsole({ app }: Portal): Promise<string> {
  const terms = { perMonth: 3, uses: 1, lastsMs: TWO_DAYS, profile: null, minDays: 0 }
  await setAllowance(app, terms, shellActor)
  const secret = await makeConsoleLink(app, null, shellActor)
  return app.config.public.url + makeConsolePaths('').link(secret)
}

/** Creates an invitation for two days and returns its link. */
export async function invite({ app }: Portal, uses: number): Promise<string> {
  const wanted = { uses, expiresAt: app.clock() + TWO_DAYS, label: 'Demo' }
  return linkText(app.config, await createInvite(app, wanted, shellActor))
}
