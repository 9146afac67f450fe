import { requestDetails, requestResource } from '../core/requests/resource.ts'
import {
  type SeenDetails,
  seenRequest,
  type SeenRequest,
  seenRequests,
} from '../core/requests/seen.ts'
import { requestStates } from '../model/request.ts'
import { harmless, harmlessLines, table } from '../shared/terminal-text.ts'
import { command } from './command.ts'
import { shortMoment } from './describe.ts'
import { UsageError } from './failure.ts'
import { type CommandContext, openCommandContext } from './open.ts'
import { printJson, printLines } from './print.ts'
import type { Output } from './shell.ts'

const json = { summary: 'As JSON, for scripts' }
const mostRows = 1_000

export const requestsList = command({
  allow: 'requests:read',
  summary: 'Lists requests to join: the undecided ones, in the order of the queue.',
  options: {
    state: { value: 'STATE', summary: `Other ones: ${requestStates.join(', ')}` },
    json,
  },
  examples: [['requests list', 'Who is waiting']],
  run: async (call) => {
    const { stdout } = call.shell
    const state = requestStates.find((one) => one === (call.options.state ?? 'open'))
    if (state === undefined) throw new UsageError(`--state is one of ${requestStates.join(', ')}.`)
    await using context = await openCommandContext(call, 'read')
    const seen = await seenRequests(context, { state, limit: mostRows }, call.actor)
    if (call.options.json) printJson(stdout, seen.map(requestResource))
    else if (seen.length === 0) printLines(stdout, ['No request is in this state.'])
    else printLines(stdout, describeList(context, seen, stdout))
    return 0
  },
})

function describeList(
  { config }: CommandContext,
  seen: readonly SeenRequest[],
  output: Output,
): string[] {
  const rows = seen.map(({ row, vouches }) => [
    String(row.number),
    shortMoment(row.made_at, config),
    harmless(row.wished_name),
    String(vouches.length),
    harmless(row.words.replaceAll('\n', ' ')).slice(0, 60),
  ])
  return table([['NUMBER', 'SINCE', 'NAME', 'KNOWN BY', 'WORDS'], ...rows], output)
}

export const requestsShow = command({
  allow: 'requests:read',
  summary: 'Shows a request to join: what was written, who vouches, what was decided.',
  parameters: [{ name: 'NUMBER', summary: 'as in latchkey requests list, or the id' }],
  options: { json },
  examples: [['requests show 17', 'All of request 17']],
  run: async (call) => {
    const { stdout } = call.shell
    await using context = await openCommandContext(call, 'read')
    const seen = await seenRequest(context, call.parameters[0] ?? '', call.actor)
    if (call.options.json) printJson(stdout, requestDetails(seen))
    else printLines(stdout, describe(context, seen))
    return 0
  },
})

function describe({ config }: CommandContext, seen: SeenDetails): string[] {
  const { row, vouches, invite } = seen
  const { answers } = requestDetails(seen)
  const given: [string, string][] = [
    ['Request', `${row.number} (${row.id})`],
    ['State', row.state],
    ['Since', shortMoment(row.made_at, config)],
    ['Name', row.wished_name],
    ['Words', row.words],
    ...answers.map(({ question, answer }): [string, string] => [question, answer]),
    ['Address', row.address],
    ['Known by', vouches.join(', ')],
    ['Rules', row.rules_hash ?? ''],
    ['Decided', row.decided_at === null ? '' : shortMoment(row.decided_at, config)],
    ['Told', row.sentence],
    ['Invitation', invite?.id ?? ''],
  ]
  return given
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${harmless(name)}: ${indented(harmlessLines(value))}`)
}

/** Its further lines can't be taken for another field. */
const indented = (text: string): string => text.replaceAll('\n', '\n  ')
