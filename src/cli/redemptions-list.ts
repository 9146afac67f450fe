import { type RedemptionResource, redemptionResource } from '../core/invites/resource.ts'
import { listOpen } from '../store/redemption-list.ts'
import { command } from './command.ts'
import { shortMoment } from './describe.ts'
import { type CommandContext, openCommandContext } from './open.ts'
import { printJson, printLines } from './print.ts'
import type { Output } from './shell.ts'
import { harmless, table } from '../shared/terminal-text.ts'

const maxRows = 1000

export const redemptionsList = command({
  allow: 'redemptions:read',
  summary:
    'Lists people for whom it is unknown whether their account was created. Each holds a place.',
  options: { json: { summary: 'As JSON, for scripts' } },
  examples: [['redemptions list', 'Most are decided automatically once the homeserver answers']],
  run: async (call) => {
    const { stdout } = call.shell
    await using context = await openCommandContext(call, 'read')
    const open = await listOpen(context.db, { limit: maxRows })
    const resources = open.map((row) => redemptionResource(context, row))
    if (call.options.json) printJson(stdout, resources)
    else if (open.length > 0) printLines(stdout, describe(context, resources, stdout))
    else printLines(stdout, ['No redemption is undecided.'])
    return 0
  },
})

function describe(
  { config }: CommandContext,
  open: readonly RedemptionResource[],
  output: Output,
): string[] {
  const rows = open.map(({ id, state, held_at, invite_id, user_id }) => [
    id,
    state.replace('_', ' '),
    shortMoment(Date.parse(held_at), config),
    invite_id,
    harmless(user_id),
  ])
  return table([['ID', 'STATE', 'SINCE', 'INVITATION', 'ACCOUNT'], ...rows], output)
}
