import type { Groups } from '../../cli/command.ts'

/** The data, delayed work and other programs. */
export const upkeep: Groups = {
  'Manage the data': {
    backup: {
      summary: 'Write all data into a file; the portal may run',
      load: async () => (await import('../../cli/backup.ts')).backup,
    },
    restore: {
      summary: 'Fill an empty database from a backup',
      load: async () => (await import('../../cli/restore.ts')).restore,
    },
    'database copy': {
      summary: 'From SQLite to PostgreSQL, or back',
      load: async () => (await import('../../cli/database-copy.ts')).databaseCopy,
    },
    'people forget': {
      summary: 'Erase the name of somebody who joined',
      load: async () => (await import('../../cli/people-forget.ts')).peopleForget,
    },
  },
  'Background jobs': {
    'jobs list': {
      summary: 'Jobs that wait, run, or are dead',
      load: async () => (await import('../../cli/jobs-list.ts')).jobsList,
    },
    'jobs retry': {
      summary: 'Retry a job now, or all dead ones',
      load: async () => (await import('../../cli/jobs-change.ts')).jobsRetry,
    },
    'jobs drop': {
      summary: 'Delete a job without running it',
      load: async () => (await import('../../cli/jobs-change.ts')).jobsDrop,
    },
  },
  Webhooks: {
    'webhooks list': {
      summary: 'All webhooks, and their state',
      load: async () => (await import('../../cli/webhooks.ts')).webhooksList,
    },
    'webhooks test': {
      summary: 'Post a test to each, and show the answers',
      load: async () => (await import('../../cli/webhooks.ts')).webhooksTest,
    },
    'webhooks resume': {
      summary: 'End a pause, and retry what failed',
      load: async () => (await import('../../cli/webhooks.ts')).webhooksResume,
    },
  },
  'Migrate from another program': {
    'import matrix-registration': {
      summary: 'Import the tokens of its database',
      load: async () =>
        (await import('../../compat/matrix-registration/import-command.ts')).importTokens,
    },
  },
  'When the homeserver gave no answer': {
    'redemptions list': {
      summary: 'People whose account may or may not exist',
      load: async () => (await import('../../cli/invitations.ts')).redemptionsList,
    },
    'redemptions resolve': {
      summary: 'Decide it by hand',
      load: async () => (await import('../../cli/invitations.ts')).redemptionsResolve,
    },
  },
}
