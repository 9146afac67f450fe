import { mailResource, type MailResource } from '../core/mailing/resource.ts'
import { inviteNamed } from '../core/invites/invites.ts'
import { harmless, table } from '../shared/terminal-text.ts'
import { deliveriesInTrouble, deliveriesOf } from '../store/mail-deliveries.ts'
import { command } from './command.ts'
import { shortMoment } from './describe.ts'
import { type CommandContext, openCommandContext } from './open.ts'
import { printJson, printLines } from './print.ts'
import type { Output } from './shell.ts'

const most = 1_000

export const mailList = command({
  allow: 'health:read',
  summary: `Lists mails that were given up or whose last attempt failed, the newest first.`,
  options: {
    invitation: { value: 'NAME', summary: 'All mails of one invitation: its id, code or link' },
    json: { summary: 'As JSON, for scripts' },
  },
  examples: [['mail list', 'What is not delivered, and why']],
  run: async (call) => {
    const { stdout } = call.shell
    const { invitation: name, json } = call.options
    await using context = await openCommandContext(call, 'read')
    const rows =
      name === undefined
        ? await deliveriesInTrouble(context.db, most)
        : await deliveriesOf(context.db, (await inviteNamed(context, name)).id, most)
    const mails = rows.map(mailResource)
    if (json) printJson(stdout, mails)
    else if (mails.length > 0) printLines(stdout, describe(context, mails, stdout))
    else printLines(stdout, [name === undefined ? 'No mail is in trouble.' : 'No mail was sent.'])
    return 0
  },
})

function describe(
  { config }: CommandContext,
  mails: readonly MailResource[],
  output: Output,
): string[] {
  const rows = mails.map((mail) => [
    mail.id,
    mail.kind.replaceAll('_', ' '),
    mail.state,
    mail.tried_at === null ? '-' : shortMoment(Date.parse(mail.tried_at), config),
    mail.address,
    harmless([mail.reason, mail.said].filter((one) => one !== null).join(': ')),
  ])
  return table([['ID', 'KIND', 'STATE', 'LAST TRY', 'ADDRESS', 'WHY'], ...rows], output)
}
