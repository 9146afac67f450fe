import { createInvite } from '../core/invites/invites.ts'
import { inviteResource, linkOf } from '../core/invites/resource.ts'
import { command } from './command.ts'
import { addressUnknown, whatItAllows } from './describe.ts'
import { UsageError } from './failure.ts'
import { inviteOptions, readInviteOptions } from './invite-options.ts'
import { openDesk } from './open.ts'
import { printJson, printLines, qrLines } from './print.ts'

export const invite = command({
  allow: 'invites:create',
  summary: 'Makes an invitation. The first line it prints is the link, for you to send on.',
  options: {
    ...inviteOptions,
    words: { summary: 'A link of five words, to be read aloud' },
    code: { value: 'TEXT', summary: 'A code of your own, the end of the link' },
    qr: { summary: 'The link as a QR code, too' },
    json: { summary: 'The invitation as JSON, for scripts' },
  },
  examples: [
    ['invite', 'For one person, as long as the configuration says'],
    ['invite --uses 25 --expires 2026-12-31 --label "Winter party"', 'For 25 people this year'],
    ['invite --code tea-on-friday --uses unlimited --expires 7d --qr', 'For a poster'],
  ],
  run: async (call) => {
    const { shell, options } = call
    if (options.words && options.code !== undefined) {
      throw new UsageError('--words and --code exclude each other.')
    }
    await using desk = await openDesk(call)
    const { words, code } = options
    const said = readInviteOptions(options, desk.config, desk.clock())
    const made = await createInvite(desk, { ...said, words, code }, call.actor)
    const link = linkOf(desk.config, made)
    if (options.json) printJson(shell.stdout, inviteResource(desk, made))
    else printLines(shell.stdout, [link, whatItAllows(made, desk.config)])
    if (!desk.isAddressKnown) printLines(shell.stderr, [addressUnknown])
    else if (options.qr)
      printLines(options.json ? shell.stderr : shell.stdout, await qrLines(link, shell.stdout))
    return 0
  },
})
