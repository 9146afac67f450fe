import { changeJobs } from '../core/jobs/manage.ts'
import { harmless } from '../shared/terminal-text.ts'
import { command } from './command.ts'
import { Failure } from './failure.ts'
import { openCommandContext } from './open.ts'
import { printJson, printLines } from './print.ts'

export const jobsRetry = change({
  act: 'retry',
  summary: 'Retries a job now, from its first attempt. The running portal does it.',
  done: (count) => `${jobs(count)} will be retried now.`,
})

export const jobsDrop = change({
  act: 'drop',
  summary: 'Deletes a job without running it.',
  done: (count) => `${jobs(count)} will not be done.`,
})

interface Change {
  act: 'retry' | 'drop'
  summary: string
  done: (count: number) => string
}

/** A command for one job, or for all dead ones. */
function change({ act, summary, done }: Change) {
  return command({
    allow: 'jobs:write',
    summary,
    parameters: [
      { name: 'ID|dead', summary: 'the id in latchkey jobs list, or dead for all dead jobs' },
    ],
    options: { json: { summary: 'The number of jobs, as JSON' } },
    examples: [[`jobs ${act} dead`, 'All jobs that failed at every attempt']],
    run: async (call) => {
      const { shell, options, parameters } = call
      const [which = ''] = parameters
      const id = which === 'dead' ? null : which
      await using context = await openCommandContext(call)
      const count = await changeJobs(context, act, id, call.actor)
      if (id !== null && count === 0) {
        throw new Failure(`No job ${harmless(id)} is waiting or dead: see latchkey jobs list.`)
      }
      if (options.json) printJson(shell.stdout, { jobs: count })
      else printLines(shell.stdout, [count === 0 ? 'No job is dead.' : done(count)])
      return 0
    },
  })
}

function jobs(count: number): string {
  return count === 1 ? 'One job' : `${count} jobs`
}
