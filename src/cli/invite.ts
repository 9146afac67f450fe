import { createInvite } from '../core/invites/invites.ts'
import { inviteResource, linkOf } from '../core/invites/resource.ts'
import { command } from './command.ts'
import { addressUnknown, whatItAllows } from './describe.ts'
import { UsageError } from './failure.ts'
import { inviteOptions, readInviteOptions } from './invite-options.ts'
import { openCommandContext } from './open.ts'
import { printJson, printLines, qrLines } from './print.ts'

export const invite = command({
  allow: 'invites:create',
  summary: 'Creates an invitation. The first line of output is the link to send.',
  options: {
    ...inviteOptions,
    words: { summary: 'A code of five words that can be read aloud' },
    code: { value: 'TEXT', summary: 'Your own code: the last part of the link' },
    qr: { summary: 'Also show the link as a QR code' },
    json: { summary: 'The invitation as JSON, for scripts' },
  },
  examples: [
    ['invite', 'With the uses and expiry of the configuration'],
    ['invite --uses 25 --expires 2026-12-31 --label "Winter party"', 'For 25 people this year'],
    ['invite --code tea-on-friday --uses unlimited --expires 7d --qr', 'For a poster'],
  ],
  run: async (call) => {
    const { shell, options } = call
    if (options.words && options.code !== undefined) {
      throw new UsageError('--words and --code can not be used together.')
    }
    await using context = await openCommandContext(call)
    const { words, code } = options
    const said = readInviteOptions(options, context.config, context.clock())
    const made = await createInvite(context, { ...said, words, code }, call.actor)
    const link = linkOf(context.config, made)
    if (options.json) printJson(shell.stdout, inviteResource(context, made))
    else printLines(shell.stdout, [link, whatItAllows(made, context.config)])
    if (!context.isAddressKnown) printLines(shell.stderr, [addressUnknown])
    else if (options.qr)
      printLines(options.json ? shell.stderr : shell.stdout, await qrLines(link, shell.stdout))
    return 0
  },
})
