import type { Actor } from './actor.ts'
import type { DeliveryState, MailKind, MailReason } from './mail.ts'

/** Kinds of rows in the events table, each written in the transaction of its change (store/events.ts). */
export const eventKinds = [
  'invite.made',
  'invite.imported',
  'invite.changed',
  'invite.paused',
  'invite.resumed',
  'invite.revoked',
  'invite.deleted',
  'invite.undone',
  'account.made',
  'account.suspended',
  'account.ended',
  'account.extended',
  'account.promoted',
  'account.ends_soon',
  'account.invited',
  'account.came_in',
  'account.declined',
  'account.taken_back',
  'account.way_back_made',
  'account.ways_back_ended',
  'redemption.settled',
  'person.forgotten',
  'job.retried',
  'job.dropped',
  'console.link_made',
  'session.opened',
  'member.role_named',
  'token.made',
  'token.ended',
  'allowance.set',
  'allowance.ended',
  'member.left',
  'member.returned',
  'request.made',
  'request.approved',
  'request.declined',
  'request.withdrawn',
  'request.ended',
  'request.vouched',
  'request.unvouched',
  'requests.full',
  'profile.written',
  'profile.deleted',
  'webhook.paused',
  'webhook.resumed',
  'invite.mailed',
  'delivery.failed',
  'delivery.retried',
  'mail.words_written',
  'mail.words_reset',
] as const
export type EventKind = (typeof eventKinds)[number]
/**
 * What is logged and counted. One call of `Observe` makes both the log line and the metric
 * (src/observe.ts). Identifiers only: never a code, a name or a password.
 */
export type BusinessEvent =
  | { kind: 'invite_made'; invite: string; actor: Actor }
  | { kind: 'invite_changed'; invite: string; actor: Actor; change: InviteChange }
  | { kind: 'redemption_created'; invite: string; redemption: string }
  | { kind: 'redemption_recognised'; invite: string; redemption: string }
  | {
      kind: 'redemption_refused'
      invite: string
      redemption: string | null
      reason: string
      cause?: string
    }
  | { kind: 'redemption_unknown'; invite: string; redemption: string; cause: string }
  | { kind: 'redemption_settled'; invite: string; redemption: string; outcome: string; by: Actor }
  | { kind: 'newcomer_not_introduced'; invite: string; redemption: string; lacking: string[] }
  | { kind: 'pattern_too_slow' }
  | { kind: 'webhook_call'; endpoint: string; outcome: string; seconds: number }
  | JobEnded
  | MailEnded
  | { kind: 'homeserver_call'; call: string; outcome: string; seconds: number }

/** One attempt to send a mail. */
interface MailEnded {
  kind: 'mail_ended'
  delivery: string
  what: MailKind
  outcome: DeliveryState
  reason: MailReason | null
}

/** One attempt of a job. */
interface JobEnded {
  kind: 'job_ended'
  job: string
  /** The kind of job. */
  what: string
  attempt: number
  outcome: 'done' | 'postponed' | 'failed' | 'dead'
  cause: string | null
}

export type InviteChange = 'changed' | 'paused' | 'resumed' | 'revoked' | 'deleted' | 'undone'
export type Observe = (event: BusinessEvent) => void
