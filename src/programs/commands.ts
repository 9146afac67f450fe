import type { Entry, Groups } from '../cli/command.ts'
import { inviting } from './commands/inviting.ts'
import { people } from './commands/people.ts'
import { upkeep } from './commands/upkeep.ts'

/** All commands by name, in groups, in the order of the help. */
export const groups: Groups = {
  'Run it': {
    serve: {
      summary: 'Open the portal, until SIGTERM or Ctrl-C',
      load: async () => (await import('./serve.ts')).serve,
    },
    'config init': {
      summary: 'Write a configuration file, by questions',
      load: async () => (await import('../cli/config-init.ts')).configInit,
    },
    'config check': {
      summary: 'Check the configuration and show its values',
      load: async () => (await import('../cli/config-check.ts')).configCheck,
    },
    doctor: {
      summary: 'Check everything and say what to do',
      load: async () => (await import('../cli/doctor.ts')).doctor,
    },
    health: {
      summary: 'Check whether the running portal is alive',
      load: async () => (await import('../cli/health.ts')).health,
    },
  },
  ...inviting,
  ...people,
  ...upkeep,
  'About Latchkey': {
    version: {
      summary: 'Print the version',
      load: async () => (await import('../cli/version.ts')).version,
    },
    completion: {
      summary: 'Print the completion script for a shell',
      load: async () => (await import('../cli/completion/command.ts')).completionOf(commands),
    },
  },
}

export const commands: ReadonlyMap<string, Entry> = new Map(
  Object.values(groups).flatMap((group) => Object.entries(group)),
)
