import type { Invite } from '../core/invites/invite.ts'
import { createInvite } from '../core/invites/create.ts'
import { linkText } from '../core/invites/link.ts'
import { inviteResource } from '../core/invites/resource.ts'
import { command } from './command.ts'
import { addressUnknown, whatItAllows } from './describe.ts'
import { UsageError } from './failure.ts'
import { inviteByMail } from './invite-by-mail.ts'
import { inviteOptions, readInviteOptions } from './invite-options.ts'
import { type CommandContext, openCommandContext } from './open.ts'
import type { Output } from './shell.ts'
import { printJson, printLines, qrLines } from './print.ts'

export const invite = command({
  allow: 'invites:create',
  summary: 'Creates an invitation. The first line of output is the link to send.',
  options: {
    ...inviteOptions,
    words: { summary: 'A code of five words that can be read aloud' },
    code: { value: 'TEXT', summary: 'Your own code: the last part of the link' },
    mail: {
      value: 'ADDRESS',
      repeats: true,
      summary: 'Send a link for one person to this address; again for more people',
    },
    language: { value: 'TAG', summary: 'The language of the mail: de, pt-BR' },
    count: { value: 'N', summary: 'So many invitations: a link a line' },
    qr: { summary: 'Also show the link as a QR code' },
    json: { summary: 'The invitation as JSON, for scripts' },
  },
  examples: [
    ['invite', 'With the uses and expiry of the configuration'],
    ['invite --uses 25 --expires 2026-12-31 --label "Winter party"', 'For 25 people this year'],
    ['invite --count 20 --label "Winter party"', 'Twenty links for one person each'],
    ['invite --mail ana@example.net --mail bo@example.net', 'A link each, by mail'],
    ['invite --code tea-on-friday --uses unlimited --expires 7d --qr', 'For a poster'],
  ],
  run: async (call) => {
    const { shell, options } = call
    if (options.words && options.code !== undefined) {
      throw new UsageError('--words and --code can not be used together.')
    }
    const count = readCount(options)
    if (options.mail.length > 0) return inviteByMail(call)
    if (options.language !== undefined) {
      throw new UsageError('--language is the language of the mail: give --mail, too.')
    }
    await using context = await openCommandContext(call)
    const { words, code } = options
    const said = readInviteOptions(options, context.config, context.clock())
    const create = () => createInvite(context, { ...said, words, code }, call.actor)
    if (count !== null) {
      await createMany(count, { create, context, json: options.json, output: shell.stdout })
      if (!context.isAddressKnown) printLines(shell.stderr, [addressUnknown])
      return 0
    }
    const made = await create()
    const link = linkText(context.config, made)
    if (options.json) printJson(shell.stdout, inviteResource(context, made))
    else printLines(shell.stdout, [link, whatItAllows(made, context.config, context.clock())])
    if (!context.isAddressKnown) printLines(shell.stderr, [addressUnknown])
    else if (options.qr)
      printLines(options.json ? shell.stderr : shell.stdout, await qrLines(link, shell.stdout))
    return 0
  },
})

const mostAtOnce = 1_000

function readCount({
  count,
  code,
  qr,
  mail,
  'for-name': forName,
}: {
  count?: string | undefined
  mail: readonly string[]
  code?: string | undefined
  'for-name'?: string | undefined
  qr: boolean
}) {
  if (count === undefined) return null
  if (!/^[1-9]\d{0,3}$/.test(count) || Number(count) > mostAtOnce) {
    throw new UsageError(`--count is a whole number from 1 to ${mostAtOnce}.`)
  }
  if (code !== undefined || forName !== undefined || qr || mail.length > 0) {
    throw new UsageError('--count can not be used with --code, --for-name, --qr or --mail.')
  }
  return Number(count)
}

interface Many {
  create: () => Promise<Invite>
  context: CommandContext
  json: boolean
  output: Output
}

/** Each link is printed when its invitation exists, so that a failure loses none. */
async function createMany(count: number, { create, context, json, output }: Many): Promise<void> {
  const all: Invite[] = []
  for (let made = 0; made < count; made++) {
    const one = await create()
    all.push(one)
    if (!json) printLines(output, [linkText(context.config, one)])
  }
  if (json)
    printJson(
      output,
      all.map((one) => inviteResource(context, one)),
    )
}
