import { jobResource, type JobResource } from '../core/jobs/resource.ts'
import { harmless, table } from '../shared/terminal-text.ts'
import { listJobs } from '../store/jobs-overview.ts'
import { command } from './command.ts'
import { shortMoment } from './describe.ts'
import { type CommandContext, openCommandContext } from './open.ts'
import { printJson, printLines } from './print.ts'
import type { Output } from './shell.ts'

const maxRows = 1000

export const jobsList = command({
  allow: 'health:read',
  summary: `Lists jobs that wait, run, or are dead: those failed at every attempt and are not retried.
The portal runs the others by itself.`,
  options: {
    dead: { summary: 'Only dead jobs' },
    json: { summary: 'As JSON, for scripts' },
  },
  examples: [
    ['jobs list', 'Dead jobs first, then by due time'],
    ['jobs list --dead --json', 'For monitoring'],
  ],
  run: async (call) => {
    const { stdout } = call.shell
    await using context = await openCommandContext(call, 'read')
    const rows = await listJobs(context.db, { onlyDead: call.options.dead, limit: maxRows })
    const jobs = rows.map(jobResource)
    if (call.options.json) printJson(stdout, jobs)
    else if (jobs.length > 0) printLines(stdout, describe(context, jobs, stdout))
    else printLines(stdout, [call.options.dead ? 'No job is dead.' : 'No job is waiting.'])
    return 0
  },
})

function describe(
  { config }: CommandContext,
  jobs: readonly JobResource[],
  output: Output,
): string[] {
  const rows = jobs.map(({ id, kind, state, due_at: due, attempts, last_error: error }) => [
    id,
    kind,
    state,
    shortMoment(Date.parse(due), config),
    String(attempts),
    harmless(error ?? ''),
  ])
  return table([['ID', 'KIND', 'STATE', 'DUE', 'ATTEMPTS', 'LAST ERROR'], ...rows], output)
}
