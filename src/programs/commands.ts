import type { Entry } from '../cli/command.ts'

export type Groups = Readonly<Record<string, Readonly<Record<string, Entry>>>>

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
  'Invite people': {
    invite: {
      summary: 'Create an invitation and print its link',
      load: async () => (await import('../cli/invitations.ts')).invite,
    },
    'invites list': {
      summary: 'All invitations, the newest first',
      load: async () => (await import('../cli/invitations.ts')).invitesList,
    },
    'invites show': {
      summary: 'One invitation, who joined, its history',
      load: async () => (await import('../cli/invitations.ts')).invitesShow,
    },
    'invites change': {
      summary: 'Change uses, dates or label',
      load: async () => (await import('../cli/invitations.ts')).invitesChange,
    },
    'invites pause': {
      summary: 'Let nobody join until it is resumed',
      load: async () => (await import('../cli/invitations.ts')).invitesPause,
    },
    'invites resume': {
      summary: 'Open a paused invitation again',
      load: async () => (await import('../cli/invitations.ts')).invitesResume,
    },
    'invites revoke': {
      summary: 'Close it permanently; it stays in the list',
      load: async () => (await import('../cli/invitations.ts')).invitesRevoke,
    },
    'invites undo': {
      summary: 'Undo pause or revoke within a minute',
      load: async () => (await import('../cli/invitations.ts')).invitesUndo,
    },
    'invites delete': {
      summary: 'Close it permanently and remove it from the list',
      load: async () => (await import('../cli/invitations.ts')).invitesDelete,
    },
  },
  'The console': {
    'console link': {
      summary: 'Print a link that signs somebody in',
      load: async () => (await import('../cli/console-link.ts')).consoleLink,
    },
    'members list': {
      summary: 'Who has signed in or got a role',
      load: async () => (await import('../cli/members.ts')).membersList,
    },
    'members show': {
      summary: 'One of them, and what they may still invite',
      load: async () => (await import('../cli/members.ts')).membersShow,
    },
    'members role': {
      summary: 'Make somebody operator, moderator or member',
      load: async () => (await import('../cli/members.ts')).membersRole,
    },
    'tokens make': {
      summary: 'A token for the programs of a person',
      load: async () => (await import('../cli/tokens.ts')).tokensMake,
    },
    'tokens list': {
      summary: 'All tokens, with their last use',
      load: async () => (await import('../cli/tokens.ts')).tokensList,
    },
    'tokens end': {
      summary: 'End a token at once',
      load: async () => (await import('../cli/tokens.ts')).tokensEnd,
    },
    'allowance set': {
      summary: 'How much each member may invite by themselves',
      load: async () => (await import('../cli/allowance.ts')).allowanceSet,
    },
    'allowance show': {
      summary: 'What members may invite',
      load: async () => (await import('../cli/allowance.ts')).allowanceShow,
    },
    'allowance off': {
      summary: 'Let members invite nobody',
      load: async () => (await import('../cli/allowance.ts')).allowanceOff,
    },
  },
  'Decide what newcomers get': {
    'profiles list': {
      summary: 'All profiles, the default one first',
      load: async () => (await import('../cli/profiles-list.ts')).profilesList,
    },
    'profiles show': {
      summary: 'One profile',
      load: async () => (await import('../cli/profiles-list.ts')).profilesShow,
    },
    'profiles export': {
      summary: 'Print all profiles as YAML',
      load: async () => (await import('../cli/profiles-file.ts')).profilesExport,
    },
    'profiles import': {
      summary: 'Write the profiles of a YAML file',
      load: async () => (await import('../cli/profiles-file.ts')).profilesImport,
    },
    'profiles delete': {
      summary: 'Delete a profile',
      load: async () => (await import('../cli/profiles-file.ts')).profilesDelete,
    },
  },
  'Bring in people who have an account': {
    'bot set-up': {
      summary: 'The account with which Latchkey invites to rooms',
      load: async () => (await import('../cli/bot-set-up.ts')).botSetUp,
    },
    'people invited': {
      summary: 'Who came with an account of their own',
      load: async () => (await import('../cli/people-invited.ts')).peopleInvited,
    },
    'people take-back': {
      summary: 'Take the invitation of such an account back',
      load: async () => (await import('../cli/people-invited.ts')).peopleTakeBack,
    },
  },
  'Guests, whose account has an end': {
    'people guests': {
      summary: 'Whose account ends, and when',
      load: async () => (await import('../cli/people-guests.ts')).peopleGuests,
    },
    'people extend': {
      summary: 'Move the end',
      load: async () => (await import('../cli/people-guests.ts')).peopleExtend,
    },
    'people promote': {
      summary: 'Make the account permanent',
      load: async () => (await import('../cli/people-guests.ts')).peoplePromote,
    },
  },
  Mail: {
    'mail list': {
      summary: 'Mails that could not be delivered',
      load: async () => (await import('../cli/mail-list.ts')).mailList,
    },
    'mail retry': {
      summary: 'Try one of them again now',
      load: async () => (await import('../cli/mail-act.ts')).mailRetry,
    },
    'mail again': {
      summary: 'Send an invitation to its address again',
      load: async () => (await import('../cli/mail-act.ts')).mailAgain,
    },
    'mail test': {
      summary: 'Send a test, and show what the server said',
      load: async () => (await import('../cli/mail-test.ts')).mailTest,
    },
  },
  'People who joined': {
    'people way-back': {
      summary: 'Make a new link to their own page',
      load: async () => (await import('../cli/people-way-back.ts')).peopleWayBack,
    },
  },
  'Requests to join': {
    'requests list': {
      summary: 'Who asks to join',
      load: async () => (await import('../cli/requests-list.ts')).requestsList,
    },
    'requests show': {
      summary: 'One request, with all that was written',
      load: async () => (await import('../cli/requests-list.ts')).requestsShow,
    },
    'requests approve': {
      summary: 'Let somebody in',
      load: async () => (await import('../cli/requests-decide.ts')).requestsApprove,
    },
    'requests decline': {
      summary: 'Decline a request, or all of a network',
      load: async () => (await import('../cli/requests-decide.ts')).requestsDecline,
    },
  },
  'Manage the data': {
    backup: {
      summary: 'Write all data into a file; the portal may run',
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
  'Background jobs': {
    'jobs list': {
      summary: 'Jobs that wait, run, or are dead',
      load: async () => (await import('../cli/jobs-list.ts')).jobsList,
    },
    'jobs retry': {
      summary: 'Retry a job now, or all dead ones',
      load: async () => (await import('../cli/jobs-change.ts')).jobsRetry,
    },
    'jobs drop': {
      summary: 'Delete a job without running it',
      load: async () => (await import('../cli/jobs-change.ts')).jobsDrop,
    },
  },
  'Tell programs of yours': {
    'webhooks list': {
      summary: 'List the webhooks, and how they fare',
      load: async () => (await import('../cli/webhooks.ts')).webhooksList,
    },
    'webhooks test': {
      summary: 'Post a test to each, and say what it answered',
      load: async () => (await import('../cli/webhooks.ts')).webhooksTest,
    },
    'webhooks resume': {
      summary: 'End a pause, and try again what failed',
      load: async () => (await import('../cli/webhooks.ts')).webhooksResume,
    },
  },
  'Migrate from another program': {
    'import matrix-registration': {
      summary: 'Import the tokens of its database',
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
    completion: {
      summary: 'Print the completion script for a shell',
      load: async () => (await import('../cli/completion/command.ts')).completionOf(commands),
    },
  },
}

export const commands: ReadonlyMap<string, Entry> = new Map(
  Object.values(groups).flatMap((group) => Object.entries(group)),
)
