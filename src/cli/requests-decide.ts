import { declineNetwork, decideRequest } from '../core/requests/decide.ts'
import { requestNamed } from '../core/requests/find.ts'
import { requestDetails } from '../core/requests/resource.ts'
import { detailsOf } from '../core/requests/seen.ts'
import { command } from './command.ts'
import { openCommandContext } from './open.ts'
import { printJson, printLines } from './print.ts'

const named = { name: 'NUMBER', summary: 'as in latchkey requests list, or the id' }
const sentence = { value: 'TEXT', summary: 'What the applicant’s page says' }
const json = { summary: 'As JSON, for scripts' }

export const requestsApprove = command({
  allow: 'requests:decide',
  summary: 'Lets somebody in who asked to join: their page becomes an invitation for them alone.',
  parameters: [named],
  options: {
    profile: { value: 'NAME', summary: 'What they get; default: requests.profile' },
    sentence,
    json,
  },
  examples: [['requests approve 17 --sentence "Come in, Ana."', 'Let the applicant of 17 in']],
  run: async (call) => {
    const { shell, options, parameters, actor } = call
    await using context = await openCommandContext(call)
    const { id } = await requestNamed(context, parameters[0] ?? '')
    const decision = {
      kind: 'approve',
      profile: options.profile,
      sentence: options.sentence,
    } as const
    const row = await decideRequest(context, id, decision, actor)
    const seen = await detailsOf(context, row, { scope: 'all', actor })
    if (options.json) printJson(shell.stdout, requestDetails(seen))
    else printLines(shell.stdout, [`Request ${row.number} is approved: their page lets them in.`])
    return 0
  },
})

export const requestsDecline = command({
  allow: 'requests:decide',
  summary: 'Declines a request to join, or all undecided ones of its network.',
  parameters: [named],
  options: {
    sentence,
    network: { summary: 'All undecided requests of the same network' },
    json,
  },
  examples: [['requests decline 17 --network', 'Decline all that came from there']],
  run: async (call) => {
    const { shell, options, parameters, actor } = call
    await using context = await openCommandContext(call)
    const { id } = await requestNamed(context, parameters[0] ?? '')
    const rows = options.network
      ? await declineNetwork(context, id, options.sentence, actor)
      : [await decideRequest(context, id, { kind: 'decline', sentence: options.sentence }, actor)]
    const numbers = rows.map(({ number }) => number)
    if (options.json) printJson(shell.stdout, { declined: rows.map((row) => row.id) })
    else printLines(shell.stdout, [`Declined: ${numbers.join(', ') || 'none'}.`])
    return 0
  },
})
