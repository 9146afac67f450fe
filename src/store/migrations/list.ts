import { statements as invites } from './001-invites.ts'
import { statements as secondStep } from './002-second-step.ts'
import { statements as limits } from './003-limits.ts'
import { statements as addresses } from './004-addresses.ts'
import { statements as rareStates } from './005-rare-states.ts'
import { statements as dueRedemptions } from './006-due-redemptions.ts'
import { statements as versions } from './007-versions.ts'
import { statements as outcomes } from './008-outcomes.ts'
import { statements as halfMade } from './009-half-made.ts'
import { statements as leftSessions } from './010-left-sessions.ts'
import { statements as jobs } from './011-jobs.ts'
import { statements as events } from './012-events.ts'
import { statements as accounts } from './013-accounts.ts'
import { statements as introductions } from './014-introductions.ts'
import { statements as sessions } from './015-sessions.ts'
import { statements as allowances } from './016-allowances.ts'
import { statements as lists } from './017-lists.ts'
import type { DatabaseKind } from '../schema.ts'
import { statements as madeNames } from './018-made-names.ts'
import { statements as profiles } from './019-profiles.ts'
import { statements as endings } from './020-endings.ts'
import { statements as guests } from './021-guests.ts'
import { statements as directMessages } from './022-direct-messages.ts'
import { statements as introductionSteps } from './023-introductions.ts'
import { statements as waysBack } from './026-ways-back.ts'
import { statements as mail } from './027-mail.ts'
import { statements as webhooks } from './028-webhooks.ts'
import { statements as personalInvitations } from './030-personal-invitations.ts'
import { statements as botRooms } from './031-bot-rooms.ts'
import { statements as people } from './032-people.ts'
import { statements as invitedAccounts } from './025-invited-accounts.ts'
import { statements as requests } from './029-requests.ts'

/** SQL for both databases, or where they differ for each. */
export type Statement = string | Partial<Record<DatabaseKind, string>>

export interface Migration {
  name: string
  statements: Statement[]
  /**
   * The oldest version of the program that supports the tables after this migration. An older one refuses
   * to start, so raise it only if that one would do harm. Null before 007, which added the column.
   */
  oldestProgram: string | null
}

/** Numbered, forward only: a released migration is never changed. */
export const migrations: readonly Migration[] = [
  { name: '001-invites', statements: invites, oldestProgram: null },
  { name: '002-second-step', statements: secondStep, oldestProgram: null },
  { name: '003-limits', statements: limits, oldestProgram: null },
  { name: '004-addresses', statements: addresses, oldestProgram: null },
  { name: '005-rare-states', statements: rareStates, oldestProgram: null },
  { name: '006-due-redemptions', statements: dueRedemptions, oldestProgram: null },
  { name: '007-versions', statements: versions, oldestProgram: '0.1.0' },
  { name: '008-outcomes', statements: outcomes, oldestProgram: '0.1.0' },
  { name: '009-half-made', statements: halfMade, oldestProgram: '0.1.0' },
  { name: '010-left-sessions', statements: leftSessions, oldestProgram: '0.1.0' },
  { name: '011-jobs', statements: jobs, oldestProgram: '0.1.0' },
  { name: '012-events', statements: events, oldestProgram: '0.1.0' },
  { name: '013-accounts', statements: accounts, oldestProgram: '0.1.0' },
  { name: '014-introductions', statements: introductions, oldestProgram: '0.1.0' },
  { name: '015-sessions', statements: sessions, oldestProgram: '0.1.0' },
  { name: '016-allowances', statements: allowances, oldestProgram: '0.1.0' },
  { name: '017-lists', statements: lists, oldestProgram: '0.1.0' },
  { name: '018-made-names', statements: madeNames, oldestProgram: '0.1.0' },
  { name: '019-profiles', statements: profiles, oldestProgram: '0.1.0' },
  { name: '020-endings', statements: endings, oldestProgram: '0.1.0' },
  { name: '021-guests', statements: guests, oldestProgram: '0.1.0' },
  { name: '022-direct-messages', statements: directMessages, oldestProgram: '0.1.0' },
  { name: '023-introductions', statements: introductionSteps, oldestProgram: '0.1.0' },
  { name: '025-invited-accounts', statements: invitedAccounts, oldestProgram: '0.1.0' },
  { name: '026-ways-back', statements: waysBack, oldestProgram: '0.1.0' },
  { name: '027-mail', statements: mail, oldestProgram: '0.1.0' },
  { name: '028-webhooks', statements: webhooks, oldestProgram: '0.1.0' },
  { name: '029-requests', statements: requests, oldestProgram: '0.1.0' },
  {
    name: '030-personal-invitations',
    statements: personalInvitations,
    oldestProgram: '0.1.0',
  },
  { name: '031-bot-rooms', statements: botRooms, oldestProgram: '0.1.0' },
  { name: '032-people', statements: people, oldestProgram: '0.1.0' },
]
