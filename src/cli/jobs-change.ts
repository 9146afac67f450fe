import { changeJobs } from '../core/jobs/manage.ts'
import { harmless } from '../shared/terminal-text.ts'
import { command } from './command.ts'
import { Failure } from './failure.ts'
import { openDesk } from './open.ts'
import { printJson, printLines } from './print.ts'

export const jobsRetry = change({
  act: 'retry',
  summary: 'Tries a job again now, from its first attempt. The running portal does it.',
  done: (count) => `${jobs(count)} will be tried again now.`,
})

export const jobsDrop = change({
  act: 'drop',
  summary: 'Takes a job away without doing it.',
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
      { name: 'ID|dead', summary: 'the id in latchkey jobs list, or dead for all of them' },
    ],
    options: { json: { summary: 'How many it were, as JSON' } },
    examples: [[`jobs ${act} dead`, 'Everything that is not tried again by itself']],
    run: async (call) => {
      const { shell, options, parameters } = call
      const [which = ''] = parameters
      const id = which === 'dead' ? null : which
      await using desk = await openDesk(call)
      const count = await changeJobs(desk, act, id, call.actor)
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
