import { allowanceLeft } from '../core/members/allowance.ts'
import { nameRole, roles } from '../core/members/name-role.ts'
import { type MemberResource, memberResource } from '../core/members/resource.ts'
import { harmless, table } from '../shared/terminal-text.ts'
import { findMember, listMembers } from '../store/members.ts'
import { command } from './command.ts'
import { shortMoment } from './describe.ts'
import { Failure, UsageError } from './failure.ts'
import { type CommandContext, openCommandContext } from './open.ts'
import { printJson, printLines } from './print.ts'

const json = { json: { summary: 'As JSON, for scripts' } } as const
const person = { name: 'MXID', summary: '@ana:example.org' }
const maxRows = 10_000

export const membersList = command({
  allow: 'roles:read',
  summary: 'Lists everybody who has signed in to the console or got a role.',
  options: json,
  run: async (call) => {
    const { stdout } = call.shell
    await using context = await openCommandContext(call, 'read')
    const rows = await listMembers(context.db, { limit: maxRows })
    const members = rows.map((row) => memberResource(context, row))
    if (call.options.json) printJson(stdout, members)
    else if (members.length === 0) printLines(stdout, ['Nobody has signed in yet.'])
    else {
      const lines = members.map((member) => describe(member, context))
      printLines(
        stdout,
        table([['ADDRESS', 'ROLE', 'FROM', 'STANDING', 'SIGNED IN'], ...lines], stdout),
      )
    }
    return 0
  },
})

function describe(member: MemberResource, { config }: CommandContext): string[] {
  const { user_id: mxid, role, role_source: source, standing, signed_in_at: at } = member
  const signedIn = at === null ? 'never' : shortMoment(Date.parse(at), config)
  return [harmless(mxid), role, source, standing, signedIn]
}

export const membersShow = command({
  allow: 'roles:read',
  summary: 'Shows what somebody is here, and how many invitations they can still make.',
  parameters: [person],
  options: json,
  run: async (call) => {
    const { stdout } = call.shell
    await using context = await openCommandContext(call, 'read')
    const row = await findMember(context.db, call.parameters[0] ?? '')
    if (!row) throw new Failure('Nobody with this address has signed in or got a role.')
    const member = memberResource(context, row)
    const left = await allowanceLeft(context, row)
    if (call.options.json) printJson(stdout, { ...member, invitations_left: left?.left ?? 0 })
    else {
      const [mxid = '', role, source, standing, signedIn] = describe(member, context)
      printLines(stdout, [
        mxid,
        `Role: ${role} (${source})`,
        `Standing: ${standing}`,
        `Last signed in: ${signedIn}`,
        `Invitations left: ${left ? `${left.left} of ${left.allowance.per_month}` : 'members may invite nobody'}`,
      ])
    }
    return 0
  },
})

export const membersRole = command({
  allow: 'roles:write',
  summary: `Gives somebody a role. It holds from their next request on, also before their first sign-in.
default takes it back: then they are what the homeserver says.`,
  parameters: [person, { name: 'ROLE', summary: `${roles.join(', ')} or default` }],
  options: json,
  examples: [
    ['members role @ana:example.org moderator', 'Ana lets people in'],
    ['members role @ana:example.org default', 'Ana is what the homeserver says'],
  ],
  run: async (call) => {
    const { shell, options, parameters } = call
    const [mxid = '', text] = parameters
    const role = roles.find((known) => known === text) ?? null
    if (role === null && text !== 'default') {
      throw new UsageError(`A role is one of ${roles.join(', ')}, default.`)
    }
    await using context = await openCommandContext(call)
    const member = memberResource(context, await nameRole(context, mxid, role, call.actor))
    if (options.json) printJson(shell.stdout, member)
    else printLines(shell.stdout, [`${harmless(mxid)} is ${member.role} (${member.role_source}).`])
    return 0
  },
})
