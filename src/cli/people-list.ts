import { idOf, type Listed, listPeople, startOfName, type Wanted } from '../core/people/list.ts'
import { type PersonResource, personResource } from '../core/people/resource.ts'
import { onlyAuthor } from '../core/permissions.ts'
import { harmless, table } from '../shared/terminal-text.ts'
import { command } from './command.ts'
import { shortMoment } from './describe.ts'
import { UsageError } from './failure.ts'
import { type CommandContext, openCommandContext } from './open.ts'
import { printJson, printLines } from './print.ts'

const rowsPerQuery = 1_000

const kinds = { account: 'made here', matrix_account: 'own' } as const

export const peopleList = command({
  allow: 'people:read',
  summary: `Lists everybody who came by a link, with an account made here or a Matrix account of their own:
the latest first, or by name where one is looked for.`,
  options: {
    kind: { value: 'KIND', summary: 'Only these: account, matrix-account' },
    name: { value: 'START', summary: 'Only whose name or address begins like this' },
    'invited-by': { value: 'WHO', summary: 'Only whom this person invited' },
    json: { summary: 'As JSON, for scripts' },
  },
  examples: [['people list --invited-by @ruth:example.org', 'Whom Ruth has brought']],
  run: async (call) => {
    const { shell, options, actor } = call
    const kind = readKind(options.kind)
    await using context = await openCommandContext(call, 'read')
    const found = await listAll(context, {
      kind,
      name: startOfName(options.name ?? '', context.serverName()),
      inviter: options['invited-by'] ?? '',
      author: onlyAuthor(actor, 'people:read'),
    })
    const people = found.map((one) => personResource(context, one))
    if (options.json) printJson(shell.stdout, people)
    else if (people.length === 0) printLines(shell.stdout, ['Nobody is like that.'])
    else {
      const lines = people.map((one) => describe(one, context))
      const heading = ['WHO', 'ACCOUNT', 'STATE', 'SINCE', 'INVITED BY']
      printLines(shell.stdout, table([heading, ...lines], shell.stdout))
    }
    return 0
  },
})

async function listAll(
  { db }: CommandContext,
  wanted: Omit<Wanted, 'before' | 'limit'>,
): Promise<Listed[]> {
  const all: Listed[] = []
  for (;;) {
    const last = all.at(-1)
    const before = last && idOf(last)
    const page = await listPeople(db, { ...wanted, before, limit: rowsPerQuery })
    all.push(...page)
    if (page.length < rowsPerQuery) return all
  }
}

function readKind(text: string | undefined): PersonResource['kind'] | null {
  if (text === undefined) return null
  const kind = text.replace('-', '_')
  if (kind === 'account' || kind === 'matrix_account') return kind
  throw new UsageError('--kind is account or matrix-account.')
}

function describe(person: PersonResource, { config }: CommandContext): string[] {
  return [
    harmless(person.user_id ?? '(forgotten)'),
    kinds[person.kind],
    person.state.replace('_', ' '),
    shortMoment(Date.parse(person.came_at), config),
    harmless(person.invited_by),
  ]
}
