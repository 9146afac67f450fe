import type { ProblemCode } from '../../shared/errors.ts'
import type { InviteAct } from './command.ts'

/** What was done for an entry of the inbox: identifiers and closed words, as it is stored. */
export type Outcome =
  | { kind: 'invited'; invite: string }
  | { kind: InviteAct; invite: string }
  /** Ids, the newest first; `isMore`: not all of them. */
  | { kind: 'list'; invites: string[]; isMore: boolean }
  | { kind: 'requests'; requests: string[]; isMore: boolean }
  | { kind: 'help' }
  | { kind: 'quiet'; isQuiet: boolean }
  | { kind: 'misread'; what: 'unknown' | 'uses' | 'name' | 'which' | 'quiet' }
  /** A refusal. `at`: when it no longer holds. */
  | { kind: 'problem'; code: ProblemCode; at?: number }
  /** Only members of this room may see an answer: it is public, or encrypted and can't be written to. */
  | { kind: 'exposed' }
  | { kind: 'encrypted' }
  /** The bot joins an encrypted room to say that it can't read there. */
  | { kind: 'unreadable' }
  | { kind: 'joined' }
  | { kind: 'left' }
  /** A reaction decided, or came too late, or was to something else: the bot says nothing to it. */
  | { kind: 'silent' }
