import { tokenResource, type TokenResource } from '../core/members/resource.ts'
import {
  endToken,
  grantable,
  makeToken,
  tokenMs,
  tokensOf,
  usualPermissions,
} from '../core/members/tokens.ts'
import type { Permission } from '../model/permission.ts'
import { harmless, table } from '../shared/terminal-text.ts'
import { parseDuration } from '../shared/time.ts'
import { command } from './command.ts'
import { shortMoment } from './describe.ts'
import { UsageError } from './failure.ts'
import { type CommandContext, openCommandContext } from './open.ts'
import { printJson, printLines } from './print.ts'

const json = { json: { summary: 'As JSON, for scripts' } } as const

export const tokensMake = command({
  allow: 'tokens:write',
  summary: `Makes a token with which the programs of a person use the API. The first line of output is the
token, which is shown only now. It never may do more than its owner may at the time.`,
  options: {
    as: { value: 'MXID', summary: 'Whose token it is: @ana:example.org' },
    name: { value: 'TEXT', summary: 'What it is for' },
    may: { value: 'LIST', summary: `Permissions; default ${usualPermissions.join()}` },
    expires: { value: 'DURATION', summary: 'How long it can be used; default 90d, at most 365d' },
    ...json,
  },
  examples: [
    ['tokens make --as @ana:example.org --name bot', 'Creates and reads invitations for 90 days'],
    [
      'tokens make --as @ana:example.org --name report --may people:read --expires 7d',
      'Reads people',
    ],
  ],
  run: async (call) => {
    const { options, shell } = call
    const wanted = {
      name: options.name ?? '',
      permissions: readPermissions(options.may),
      lastsMs: readLength(options.expires),
      member: options.as ?? null,
    }
    await using context = await openCommandContext(call)
    const { row, secret } = await makeToken(context, wanted, call.actor)
    const made = tokenResource(row)
    if (options.json) printJson(shell.stdout, { ...made, token: secret })
    else printLines(shell.stdout, [secret, whatItMay(made, context)])
    return 0
  },
})

function readPermissions(text: string | undefined): readonly Permission[] {
  if (text === undefined) return usualPermissions
  return text.split(',').map((part) => {
    const found = grantable.find((known) => known === part.trim())
    if (found) return found
    throw new UsageError(`--may is a list of these: ${grantable.join(', ')}.`)
  })
}

function readLength(text: string | undefined): number {
  const ms = text === undefined ? tokenMs.usual : parseDuration(text)
  if (ms !== null) return ms
  throw new UsageError('--expires is a duration: 90d, 48h, P7D.')
}

function whatItMay(token: TokenResource, { config }: CommandContext): string {
  const until = shortMoment(Date.parse(token.expires_at), config)
  return `${token.user_id} may use it for ${token.permissions.join(', ')} until ${until}.`
}

export const tokensList = command({
  allow: 'tokens:write',
  summary: 'Lists the personal tokens, the newest first, without their secrets.',
  options: json,
  run: async (call) => {
    const { stdout } = call.shell
    await using context = await openCommandContext(call, 'read')
    const tokens = (await tokensOf(context, call.actor)).map(tokenResource)
    if (call.options.json) printJson(stdout, tokens)
    else if (tokens.length === 0) printLines(stdout, ['No tokens yet: latchkey tokens make'])
    else {
      const heading = ['ID', 'OWNER', 'NAME', 'LAST USED', 'EXPIRES', 'MAY']
      printLines(stdout, table([heading, ...tokens.map((one) => describe(one, context))], stdout))
    }
    return 0
  },
})

function describe(token: TokenResource, { config }: CommandContext): string[] {
  const { id, user_id: owner, name, last_used_at: used, expires_at: expires } = token
  const moment = (at: string) => shortMoment(Date.parse(at), config)
  const lastUsed = used === null ? 'never' : moment(used)
  const may = token.permissions.join(',')
  return [id, harmless(owner), harmless(name), lastUsed, moment(expires), may]
}

export const tokensEnd = command({
  allow: 'tokens:write',
  summary: 'Ends a personal token at once, at every portal.',
  parameters: [{ name: 'ID', summary: 'the id in latchkey tokens list' }],
  run: async (call) => {
    await using context = await openCommandContext(call)
    await endToken(context, call.parameters[0] ?? '', call.actor)
    printLines(call.shell.stdout, ['Ended: nobody can use it any more.'])
    return 0
  },
})
