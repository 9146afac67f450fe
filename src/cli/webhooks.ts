import { listEndpoints, resumeEndpoint, testEndpoint } from '../core/endpoints/manage.ts'
import {
  endpointResource,
  type EndpointResource,
  testResource,
} from '../core/endpoints/resource.ts'
import { Problem } from '../shared/errors.ts'
import { table } from '../shared/terminal-text.ts'
import { createSender } from '../webhooks/send.ts'
import { command } from './command.ts'
import { shortMoment } from './describe.ts'
import { type CommandContext, openCommandContext } from './open.ts'
import { printJson, printLines } from './print.ts'
import type { Output } from './shell.ts'

const json = { json: { summary: 'As JSON, for scripts' } } as const
const none = 'The configuration has no webhook.'

async function numbered(context: CommandContext): Promise<EndpointResource[]> {
  return (await listEndpoints(context)).map(endpointResource)
}

/** Those with this number, or all of them. Problem `webhook_unknown`. */
function chosen(all: readonly EndpointResource[], said: string | undefined): EndpointResource[] {
  const found = all.filter(({ number }) => said === undefined || String(number) === said)
  if (found.length === 0 && said !== undefined) throw new Problem('webhook_unknown')
  return found
}

export const webhooksList = command({
  allow: 'health:read',
  summary: 'Lists the webhooks of the configuration, with their state.',
  options: json,
  examples: [['webhooks list', 'Which are paused or failing, and why']],
  run: async (call) => {
    const { stdout } = call.shell
    await using context = await openCommandContext(call, 'read')
    const all = await numbered(context)
    if (call.options.json) printJson(stdout, all)
    else printLines(stdout, all.length === 0 ? [none] : describe(context, all, stdout))
    return 0
  },
})

function describe(
  { config }: CommandContext,
  all: readonly EndpointResource[],
  output: Output,
): string[] {
  const rows = all.map((one) => [
    String(one.number),
    one.url,
    one.state,
    one.sent_at === null ? '' : shortMoment(Date.parse(one.sent_at), config),
    String(one.waiting),
    String(one.given_up),
    one.cause ?? '',
  ])
  return table(
    [['NO', 'URL', 'STATE', 'LAST SUCCESS', 'WAITING', 'GIVEN UP', 'CAUSE'], ...rows],
    output,
  )
}

export const webhooksTest = command({
  allow: 'jobs:write',
  summary: `Posts an event webhook.test to each webhook, or to one, and shows what it answered.
Exit status 1 if one did not accept it.`,
  options: {
    only: { value: 'NUMBER', summary: 'Only this one of latchkey webhooks list' },
    ...json,
  },
  examples: [['webhooks test --only 1', 'After a change of the receiver']],
  run: async (call) => {
    const { stdout } = call.shell
    await using context = await openCommandContext(call, 'read')
    const { clock, config } = context
    const tools = {
      ...context,
      sendWebhook: createSender({ clock, language: () => config.language }),
    }
    const results = []
    for (const { id, number, url } of chosen(await numbered(context), call.options.only)) {
      results.push({ number, url, ...testResource(await testEndpoint(tools, id, call.actor)) })
    }
    const lines = results.map(
      ({ number, url, sent, cause }) => `${number} ${url}: ${sent ? 'accepted' : cause}`,
    )
    if (call.options.json) printJson(stdout, results)
    else printLines(stdout, lines.length === 0 ? [none] : lines)
    return results.every(({ sent }) => sent) ? 0 : 1
  },
})

export const webhooksResume = command({
  allow: 'jobs:write',
  summary: 'Ends the pause of a webhook, and retries what failed. The running portal does it.',
  parameters: [{ name: 'NUMBER', summary: 'the number in latchkey webhooks list' }],
  options: json,
  examples: [['webhooks resume 1', 'Once the receiver works again']],
  run: async (call) => {
    const { shell, options, parameters } = call
    await using context = await openCommandContext(call)
    const [one] = chosen(await numbered(context), parameters[0])
    const count = await resumeEndpoint(context, one?.id ?? '', call.actor)
    const events = count === 1 ? 'One event' : `${count} events`
    if (options.json) printJson(shell.stdout, { events: count })
    else printLines(shell.stdout, [`${events} will be sent now.`])
    return 0
  },
})
