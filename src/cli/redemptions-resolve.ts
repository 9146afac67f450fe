import { Problem } from '../shared/errors.ts'
import { redemptionResource } from '../core/invites/resource.ts'
import { resolveRedemption } from '../core/redemption/settle.ts'
import { findRedemption } from '../store/redemptions.ts'
import { command } from './command.ts'
import { UsageError } from './failure.ts'
import { openCommandContext } from './open.ts'
import { printJson, printLines } from './print.ts'
import { harmless } from '../shared/terminal-text.ts'
import { withHomeserver } from './with-homeserver.ts'

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
    // A half-made account has to be deactivated.
    await withHomeserver(context, (homeserver) =>
      resolveRedemption({ ...context, homeserver }, id, outcome, call.actor),
    )
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
