import { createInvites } from '../core/invites/create.ts'
import { linkText } from '../core/invites/link.ts'
import { inviteResource } from '../core/invites/resource.ts'
import { type Mailbox, readMailbox } from '../shared/mail-address.ts'
import { pasted } from '../shared/pasted.ts'
import type { Call } from './command.ts'
import { UsageError } from './failure.ts'
import { type inviteOptions, readInviteOptions } from './invite-options.ts'
import { openCommandContext } from './open.ts'
import { printJson, printLines } from './print.ts'
import type { ExitCode } from './shell.ts'

type Options = typeof inviteOptions & {
  mail: { value: string; repeats: true; summary: string }
  language: { value: string; summary: string }
  words: { summary: string }
  code: { value: string; summary: string }
  json: { summary: string }
  qr: { summary: string }
}

/** Each of them once. `Ana <ana@example.net>` also says what the label is. */
function recipientsOf(mail: readonly string[]): Mailbox[] {
  const all = mail.map((text) => readMailbox(pasted(text)) ?? { name: '', address: text })
  return [...new Map(all.map((one) => [`${one.name} ${one.address}`, one])).values()]
}

/** An invitation for each address, all or none. The running portal sends them. */
export async function inviteByMail(call: Call<Options>): Promise<ExitCode> {
  const { shell, options, actor } = call
  const { mail, language = '', words, code } = options
  if (options.qr || code !== undefined) {
    throw new UsageError('--mail can not be used with --code or --qr.')
  }
  await using context = await openCommandContext(call)
  const said = readInviteOptions(options, context.config, context.clock())
  const wanted = recipientsOf(mail).map(({ name, address }) => ({
    ...(name !== '' && { label: name }),
    ...said,
    words,
    mailTo: { address, language },
  }))
  const made = await createInvites(context, wanted, actor)
  if (options.json) {
    const shown = made.map((one) => inviteResource(context, one))
    printJson(shell.stdout, shown.length === 1 ? shown[0] : shown)
  } else {
    printLines(
      shell.stdout,
      made.map((one) => linkText(context.config, one)),
    )
  }
  const what = made.length === 1 ? 'It is' : 'They are'
  printLines(shell.stderr, [`${what} sent by the running portal: see latchkey mail list.`])
  return 0
}
