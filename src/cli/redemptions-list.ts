import { type RedemptionResource, redemptionResource } from '../core/invites/resource.ts'
import { listOpen } from '../store/redemptions.ts'
import { command } from './command.ts'
import { shortMoment } from './describe.ts'
import { type Desk, openDesk } from './open.ts'
import { printJson, printLines } from './print.ts'
import type { Output } from './shell.ts'
import { harmless, table } from '../shared/terminal-text.ts'

const most = 1000

export const redemptionsList = command({
  allow: 'redemptions:read',
  summary:
    'Lists people of whom it is not known whether their account was made. Each keeps a place.',
  options: { json: { summary: 'As JSON, for scripts' } },
  examples: [['redemptions list', 'Those that the homeserver can tell about decide themselves']],
  run: async (call) => {
    const { stdout } = call.shell
    await using desk = await openDesk(call, 'read')
    const open = await listOpen(desk.db, { limit: most })
    const resources = open.map((row) => redemptionResource(desk, row))
    if (call.options.json) printJson(stdout, resources)
    else if (open.length > 0) printLines(stdout, describe(desk, resources, stdout))
    else printLines(stdout, ['Nothing is undecided.'])
    return 0
  },
})

function describe({ config }: Desk, open: readonly RedemptionResource[], output: Output): string[] {
  const rows = open.map(({ id, state, held_at, invite_id, user_id }) => [
    id,
    state.replace('_', ' '),
    shortMoment(Date.parse(held_at), config),
    invite_id,
    harmless(user_id),
  ])
  return table([['ID', 'STATE', 'SINCE', 'INVITATION', 'ACCOUNT'], ...rows], output)
}
