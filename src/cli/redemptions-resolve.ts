import { Problem } from '../shared/errors.ts'
import { redemptionResource } from '../core/invites/resource.ts'
import { resolveRedemption } from '../core/redemption/settle.ts'
import { findRedemption } from '../store/redemptions.ts'
import type { Actor } from '../model/actor.ts'
import { command } from './command.ts'
import { UsageError } from './failure.ts'
import { type CommandContext, openCommandContext } from './open.ts'
import { printJson, printLines } from './print.ts'
import { harmless } from '../shared/terminal-text.ts'

export const redemptionsResolve = command({
  allow: 'redemptions:resolve',
  summary: 'Decides by hand whether an account was created, if the homeserver could not tell.',
  parameters: [
    { name: 'ID', summary: 'the id in latchkey redemptions list' },
    { name: 'created|absent', summary: 'created counts as a use, absent releases the place' },
  ],
  options: { json: { summary: 'As JSON, for scripts' } },
  run: async (call) => {
    const { shell, parameters } = call
    const [id = '', outcome] = parameters
    if (outcome !== 'created' && outcome !== 'absent') {
      throw new UsageError('The second argument is created or absent.')
    }
    await using context = await openCommandContext(call)
    await decide(context, id, { outcome, actor: call.actor })
    const row = await findRedemption(context.db, id)
    if (!row) throw new Problem('redemption_unknown')
    const resource = redemptionResource(context, row)
    const whose = harmless(resource.user_id)
    if (call.options.json) printJson(shell.stdout, resource)
    else if (resource.state === 'created') printLines(shell.stdout, [`${whose} counts as joined.`])
    else printLines(shell.stdout, [`The place of ${whose} is free again.`])
    return 0
  },
})

/** Needs the homeserver, because a half-made account has to be deactivated. */
async function decide(
  context: CommandContext,
  id: string,
  { outcome, actor }: { outcome: 'created' | 'absent'; actor: Actor },
): Promise<void> {
  const { openHomeserver } = await import('../homeserver/open.ts')
  const { knownName } = await import('../homeserver/client/server-name.ts')
  const serverName = knownName(context.serverName())
  const homeserver = await openHomeserver(context.config, { ...context, serverName })
  try {
    await resolveRedemption({ ...context, homeserver }, id, outcome, actor)
  } finally {
    await homeserver.close()
  }
}
