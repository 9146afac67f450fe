import type { Groups } from '../../cli/command.ts'

/** People who come, and what is sent to them. */
export const people: Groups = {
  'Bring in people who have an account': {
    'bot set-up': {
      summary: 'The account with which Latchkey invites to rooms',
      load: async () => (await import('../../cli/bot-set-up.ts')).botSetUp,
    },
    'people invited': {
      summary: 'Who came with an account of their own',
      load: async () => (await import('../../cli/people-invited.ts')).peopleInvited,
    },
    'people take-back': {
      summary: 'Take back the invitation of such an account',
      load: async () => (await import('../../cli/people-invited.ts')).peopleTakeBack,
    },
  },
  'Guests, whose account has an end': {
    'people guests': {
      summary: 'Whose account ends, and when',
      load: async () => (await import('../../cli/people-guests.ts')).peopleGuests,
    },
    'people extend': {
      summary: 'Move the end',
      load: async () => (await import('../../cli/people-guests.ts')).peopleExtend,
    },
    'people promote': {
      summary: 'Make the account permanent',
      load: async () => (await import('../../cli/people-guests.ts')).peoplePromote,
    },
  },
  Mail: {
    'mail list': {
      summary: 'Mails that could not be delivered',
      load: async () => (await import('../../cli/mail-list.ts')).mailList,
    },
    'mail retry': {
      summary: 'Try one of them again now',
      load: async () => (await import('../../cli/mail-act.ts')).mailRetry,
    },
    'mail again': {
      summary: 'Send an invitation to its address again',
      load: async () => (await import('../../cli/mail-act.ts')).mailAgain,
    },
    'mail test': {
      summary: 'Send a test, and show what the server said',
      load: async () => (await import('../../cli/mail-test.ts')).mailTest,
    },
  },
  'People who joined': {
    'people list': {
      summary: 'Everybody who came by a link',
      load: async () => (await import('../../cli/people-list.ts')).peopleList,
    },
    'people show': {
      summary: 'One person: rooms, links, end, what they lack',
      load: async () => (await import('../../cli/people-show.ts')).peopleShow,
    },
    'people way-back': {
      summary: 'Make a new link to their own page',
      load: async () => (await import('../../cli/people-way-back.ts')).peopleWayBack,
    },
    'people end-links': {
      summary: 'End all links to their own page',
      load: async () => (await import('../../cli/people-way-back.ts')).peopleEndLinks,
    },
  },
  'Requests to join': {
    'requests list': {
      summary: 'Who asks to join',
      load: async () => (await import('../../cli/requests-list.ts')).requestsList,
    },
    'requests show': {
      summary: 'One request, with all that was written',
      load: async () => (await import('../../cli/requests-list.ts')).requestsShow,
    },
    'requests approve': {
      summary: 'Let somebody in',
      load: async () => (await import('../../cli/requests-decide.ts')).requestsApprove,
    },
    'requests decline': {
      summary: 'Decline a request, or all of a network',
      load: async () => (await import('../../cli/requests-decide.ts')).requestsDecline,
    },
  },
}
