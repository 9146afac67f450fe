import type { Command } from '../cli/command.ts'

export interface Entry {
  /** One line for the overview. */
  summary: string
  /** A command is loaded when it is called, with what it needs and nothing else. */
  load: () => Promise<Command>
}

export type Groups = Readonly<Record<string, Readonly<Record<string, Entry>>>>

/** Every command by its name, in groups, in the order of the help. */
export const groups: Groups = {
  'Run it': {
    serve: {
      summary: 'Open the portal, until SIGTERM or Ctrl-C',
      load: async () => (await import('./serve.ts')).serve,
    },
    'config check': {
      summary: 'Find all that is wrong with the configuration',
      load: async () => (await import('../cli/config-check.ts')).configCheck,
    },
    doctor: {
      summary: 'Find out what is wrong and what to do',
      load: async () => (await import('../cli/doctor.ts')).doctor,
    },
    health: {
      summary: 'Ask a running portal whether it is alive',
      load: async () => (await import('../cli/health.ts')).health,
    },
  },
  'Invite people': {
    invite: {
      summary: 'Make an invitation and print its link',
      load: async () => (await import('../cli/invitations.ts')).invite,
    },
    'invites list': {
      summary: 'All invitations, the newest first',
      load: async () => (await import('../cli/invitations.ts')).invitesList,
    },
    'invites show': {
      summary: 'One invitation, who joined, what was done to it',
      load: async () => (await import('../cli/invitations.ts')).invitesShow,
    },
    'invites change': {
      summary: 'Other uses, dates or another label',
      load: async () => (await import('../cli/invitations.ts')).invitesChange,
    },
    'invites pause': {
      summary: 'Let nobody in until it is resumed',
      load: async () => (await import('../cli/invitations.ts')).invitesPause,
    },
    'invites resume': {
      summary: 'Open a paused invitation again',
      load: async () => (await import('../cli/invitations.ts')).invitesResume,
    },
    'invites revoke': {
      summary: 'Close it for good; it stays in the list',
      load: async () => (await import('../cli/invitations.ts')).invitesRevoke,
    },
    'invites delete': {
      summary: 'Close it for good and take it off the list',
      load: async () => (await import('../cli/invitations.ts')).invitesDelete,
    },
  },
  'Look after the data': {
    backup: {
      summary: 'Write all of it into a file, while it runs',
      load: async () => (await import('../cli/backup.ts')).backup,
    },
    restore: {
      summary: 'Fill an empty database from a backup',
      load: async () => (await import('../cli/restore.ts')).restore,
    },
    'database copy': {
      summary: 'From SQLite to PostgreSQL, or back',
      load: async () => (await import('../cli/database-copy.ts')).databaseCopy,
    },
    'people forget': {
      summary: 'Erase the name of somebody who joined',
      load: async () => (await import('../cli/people-forget.ts')).peopleForget,
    },
  },
  'Work that is done later': {
    'jobs list': {
      summary: 'What waits, is being done, or has failed for good',
      load: async () => (await import('../cli/jobs-list.ts')).jobsList,
    },
    'jobs retry': {
      summary: 'Try one again now, or all that are dead',
      load: async () => (await import('../cli/jobs-change.ts')).jobsRetry,
    },
    'jobs drop': {
      summary: 'Take one away without doing it',
      load: async () => (await import('../cli/jobs-change.ts')).jobsDrop,
    },
  },
  'Come from elsewhere': {
    'import matrix-registration': {
      summary: 'Take over the tokens of its database',
      load: async () =>
        (await import('../compat/matrix-registration/import-command.ts')).importTokens,
    },
  },
  'When the homeserver gave no answer': {
    'redemptions list': {
      summary: 'People whose account may or may not exist',
      load: async () => (await import('../cli/invitations.ts')).redemptionsList,
    },
    'redemptions resolve': {
      summary: 'Decide it by hand',
      load: async () => (await import('../cli/invitations.ts')).redemptionsResolve,
    },
  },
  'About Latchkey': {
    version: {
      summary: 'Print the version',
      load: async () => (await import('../cli/version.ts')).version,
    },
  },
}

export const commands: ReadonlyMap<string, Entry> = new Map(
  Object.values(groups).flatMap((group) => Object.entries(group)),
)
