import type { Groups } from '../../cli/command.ts'

/** Invitations, who may make them, and what they give. */
export const inviting: Groups = {
  'Invite people': {
    invite: {
      summary: 'Create an invitation and print its link',
      load: async () => (await import('../../cli/invitations.ts')).invite,
    },
    'invites list': {
      summary: 'All invitations, the newest first',
      load: async () => (await import('../../cli/invitations.ts')).invitesList,
    },
    'invites show': {
      summary: 'One invitation, who joined, its history',
      load: async () => (await import('../../cli/invitations.ts')).invitesShow,
    },
    'invites change': {
      summary: 'Change uses, dates or label',
      load: async () => (await import('../../cli/invitations.ts')).invitesChange,
    },
    'invites pause': {
      summary: 'Let nobody join until it is resumed',
      load: async () => (await import('../../cli/invitations.ts')).invitesPause,
    },
    'invites resume': {
      summary: 'Open a paused invitation again',
      load: async () => (await import('../../cli/invitations.ts')).invitesResume,
    },
    'invites revoke': {
      summary: 'Close it permanently; it stays in the list',
      load: async () => (await import('../../cli/invitations.ts')).invitesRevoke,
    },
    'invites undo': {
      summary: 'Undo pause or revoke within a minute',
      load: async () => (await import('../../cli/invitations.ts')).invitesUndo,
    },
    'invites delete': {
      summary: 'Close it permanently and remove it from the list',
      load: async () => (await import('../../cli/invitations.ts')).invitesDelete,
    },
  },
  'The console': {
    'console link': {
      summary: 'Print a link that signs somebody in',
      load: async () => (await import('../../cli/console-link.ts')).consoleLink,
    },
    'members list': {
      summary: 'Who has signed in or got a role',
      load: async () => (await import('../../cli/members.ts')).membersList,
    },
    'members show': {
      summary: 'One of them, and what they may still invite',
      load: async () => (await import('../../cli/members.ts')).membersShow,
    },
    'members role': {
      summary: 'Make somebody operator, moderator or member',
      load: async () => (await import('../../cli/members.ts')).membersRole,
    },
    'tokens make': {
      summary: 'A token for the programs of a person',
      load: async () => (await import('../../cli/tokens.ts')).tokensMake,
    },
    'tokens list': {
      summary: 'All tokens, with their last use',
      load: async () => (await import('../../cli/tokens.ts')).tokensList,
    },
    'tokens end': {
      summary: 'End a token at once',
      load: async () => (await import('../../cli/tokens.ts')).tokensEnd,
    },
    'allowance set': {
      summary: 'How much each member may invite by themselves',
      load: async () => (await import('../../cli/allowance.ts')).allowanceSet,
    },
    'allowance show': {
      summary: 'What members may invite',
      load: async () => (await import('../../cli/allowance.ts')).allowanceShow,
    },
    'allowance off': {
      summary: 'Let members invite nobody',
      load: async () => (await import('../../cli/allowance.ts')).allowanceOff,
    },
  },
  'Decide what newcomers get': {
    'profiles list': {
      summary: 'All profiles, the default one first',
      load: async () => (await import('../../cli/profiles-list.ts')).profilesList,
    },
    'profiles show': {
      summary: 'One profile',
      load: async () => (await import('../../cli/profiles-list.ts')).profilesShow,
    },
    'profiles export': {
      summary: 'Print all profiles as YAML',
      load: async () => (await import('../../cli/profiles-file.ts')).profilesExport,
    },
    'profiles import': {
      summary: 'Write the profiles of a YAML file',
      load: async () => (await import('../../cli/profiles-file.ts')).profilesImport,
    },
    'profiles delete': {
      summary: 'Delete a profile',
      load: async () => (await import('../../cli/profiles-file.ts')).profilesDelete,
    },
  },
}
