import { type Invite, inviteStatus } from '../core/invites/invite.ts'
import { Problem } from '../shared/errors.ts'
import { inviteStatuses, type InviteStatus } from '../model/invite-status.ts'
import { inviteNamed } from '../core/invites/invites.ts'
import { linkText } from '../core/invites/link.ts'
import { inviteResource } from '../core/invites/resource.ts'
import { listInvites } from '../store/invites.ts'
import { command } from './command.ts'
import { shortMoment } from './describe.ts'
import { UsageError } from './failure.ts'
import { type CommandContext, openCommandContext } from './open.ts'
import { printJson, printLines } from './print.ts'
import type { Output } from './shell.ts'
import { harmless, table } from '../shared/terminal-text.ts'

const names = inviteStatuses.map((status) => status.replace('_', '-'))

export const invitesList = command({
  allow: 'invites:read',
  summary: 'Lists the invitations, the newest first.',
  options: {
    status: { value: 'STATUS', summary: `Only these: ${names.join(', ')}` },
    label: { value: 'TEXT', summary: 'Only with this text in the label' },
    code: { value: 'TEXT', summary: 'Only the one with this code or link' },
    codes: { summary: 'Also show the codes: anybody who reads them can join' },
    links: { summary: 'Also show the links: anybody who reads them can join' },
    limit: { value: 'N', summary: 'At most this many; default 50' },
    json: { summary: 'As JSON, for scripts' },
  },
  examples: [
    ['invites list --status active', 'Those that somebody can join with'],
    ['invites list --status active --links', 'To send them again'],
    ['invites list --label party --json', 'For a script'],
  ],
  run: async (call) => {
    const { stdout } = call.shell
    const limit = readLimit(call.options.limit)
    const filter = { status: readStatus(call.options.status), label: call.options.label }
    await using context = await openCommandContext(call, 'read')
    const found = await find(context, { ...filter, limit: limit + 1 }, call.options.code)
    const shown = found.slice(0, limit)
    if (call.options.json) {
      printJson(
        stdout,
        shown.map((invite) => inviteResource(context, invite)),
      )
    } else if (shown.length > 0) {
      printLines(stdout, describe(context, shown, { output: stdout, ...call.options }))
      if (found.length > limit) printLines(stdout, [`More exist: --limit ${limit * 10}`])
    } else {
      printLines(stdout, [emptyMessage({ ...filter, code: call.options.code })])
    }
    return 0
  },
})

async function find(
  context: CommandContext,
  filter: Parameters<typeof listInvites>[1],
  code: string | undefined,
): Promise<Invite[]> {
  if (code === undefined) return listInvites(context.db, filter, context.clock())
  const { status, label } = filter
  if (status !== undefined || label !== undefined) {
    throw new UsageError('--code can not be used with --status or --label.')
  }
  try {
    return [await inviteNamed(context, code)]
  } catch (error) {
    if (error instanceof Problem && error.code === 'invite_unknown') return []
    throw error
  }
}

function readLimit(text = '50'): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
  throw new UsageError('--limit is a whole number from 1 to 999999.')
}

function readStatus(text: string | undefined): InviteStatus | undefined {
  if (text === undefined) return undefined
  const status = inviteStatuses.find((known) => known === text.replaceAll(/[ -]/g, '_'))
  if (status) return status
  throw new UsageError(`--status is one of ${names.join(', ')}.`)
}

function describe(
  { config, clock }: CommandContext,
  invites: readonly Invite[],
  { output, codes, links }: { output: Output; codes: boolean; links: boolean },
): string[] {
  const moment = (at: number | null, none: string) => (at === null ? none : shortMoment(at, config))
  const now = clock()
  const rows = invites.map((invite) => [
    inviteStatus(invite, now).replace('_', ' '),
    `${invite.used}/${invite.max_uses ?? '∞'}`,
    moment(invite.expires_at, 'never'),
    moment(invite.last_used_at, '-'),
    invite.id,
    ...(codes ? [harmless(invite.code)] : []),
    ...(links ? [linkText(config, invite)] : []),
    harmless(invite.label),
  ])
  const secrets = [...(codes ? ['CODE'] : []), ...(links ? ['LINK'] : [])]
  const heading = ['STATUS', 'USED', 'EXPIRES', 'LAST USED', 'ID', ...secrets, 'LABEL']
  return table([heading, ...rows], output)
}

function emptyMessage(filter: object): string {
  return Object.values(filter).some((value) => value !== undefined)
    ? 'No invitation matches. To list all: latchkey invites list'
    : 'No invitations yet. Create the first: latchkey invite'
}
