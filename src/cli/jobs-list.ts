import { jobResource, type JobResource } from '../core/jobs/resource.ts'
import { harmless, table } from '../shared/terminal-text.ts'
import { listJobs } from '../store/jobs-overview.ts'
import { command } from './command.ts'
import { shortMoment } from './describe.ts'
import { type Desk, openDesk } from './open.ts'
import { printJson, printLines } from './print.ts'
import type { Output } from './shell.ts'

const most = 1000

export const jobsList = command({
  allow: 'health:read',
  summary: `Lists work that waits, is being done, or is dead: it failed at every attempt and is not tried again.
The portal does the rest by itself.`,
  options: {
    dead: { summary: 'Only dead jobs' },
    json: { summary: 'As JSON, for scripts' },
  },
  examples: [
    ['jobs list', 'The dead first, then what is due next'],
    ['jobs list --dead --json', 'For a script that watches over them'],
  ],
  run: async (call) => {
    const { stdout } = call.shell
    await using desk = await openDesk(call, 'read')
    const rows = await listJobs(desk.db, { onlyDead: call.options.dead, limit: most })
    const jobs = rows.map(jobResource)
    if (call.options.json) printJson(stdout, jobs)
    else if (jobs.length > 0) printLines(stdout, describe(desk, jobs, stdout))
    else printLines(stdout, [call.options.dead ? 'No job is dead.' : 'No job is waiting.'])
    return 0
  },
})

function describe({ config }: Desk, jobs: readonly JobResource[], output: Output): string[] {
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
