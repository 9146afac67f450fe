import { takeBack } from '../core/arrivals/take-back.ts'
import { type Invited, invitedResource } from '../core/arrivals/resource.ts'
import { createRecentProfiles } from '../core/profiles/recent.ts'
import { openBot } from '../homeserver/bot/open.ts'
import { harmless, table } from '../shared/terminal-text.ts'
import { findBotAccount } from '../store/bot.ts'
import { listInvited } from '../store/invited-find.ts'
import { command } from './command.ts'
import { shortMoment } from './describe.ts'
import { openCommandContext } from './open.ts'
import { printJson, printLines } from './print.ts'

const json = { summary: 'As JSON, for scripts' }
const mostRows = 1_000

export const peopleInvited = command({
  allow: 'people:read',
  summary: 'Lists people who came with a Matrix account of their own, the latest first.',
  options: { json },
  examples: [['people invited', 'Who was invited, and what became of it']],
  run: async (call) => {
    const { stdout } = call.shell
    await using context = await openCommandContext(call, 'read')
    const rows = await listInvited(context.db, { author: null, limit: mostRows })
    const invited = rows.map(invitedResource)
    if (call.options.json) printJson(stdout, invited)
    else if (invited.length === 0) printLines(stdout, ['Nobody came with an account of their own.'])
    else {
      const lines = invited.map((one) => [
        harmless(one.user_id ?? '(forgotten)'),
        stateOf(one),
        shortMoment(Date.parse(one.asked_at), context.config),
        harmless(one.invited_by),
        one.id,
      ])
      printLines(stdout, table([['WHO', 'STATE', 'SINCE', 'INVITED BY', 'ID'], ...lines], stdout))
    }
    return 0
  },
})

function stateOf({ state, reason }: Invited): string {
  const words = [state, reason].filter((word) => word !== null)
  return words.join(': ').replaceAll('_', ' ')
}

export const peopleTakeBack = command({
  allow: 'invites:change',
  summary: `Takes the invitation of a Matrix account back, and gives its place back. Whoever has come
in stays.`,
  parameters: [{ name: 'ID', summary: 'the id of latchkey people invited' }],
  options: { json },
  examples: [['people take-back 01k2z8q1v7f3m5n9p0r2s4t6w8', 'Somebody gave a wrong address']],
  run: async (call) => {
    const { shell, options, parameters } = call
    await using context = await openCommandContext(call)
    const account = await findBotAccount(context.db)
    const bot = account && (await openBot(context.config, account, context))
    try {
      const profileOf = createRecentProfiles(context, () => context.config)
      const app = { ...context, bot: () => Promise.resolve(bot), profileOf }
      const invited = invitedResource(await takeBack(app, parameters[0] ?? '', call.actor))
      if (options.json) printJson(shell.stdout, invited)
      else printLines(shell.stdout, [`${harmless(invited.user_id ?? 'It')} is invited no more.`])
    } finally {
      await bot?.close()
    }
    return 0
  },
})
