import type { App } from '../core/context.ts'
import { keepAccountState } from '../core/guests/keep-state.ts'
import { deliverWebhook } from '../core/endpoints/deliver.ts'
import { mailOfEnd } from '../core/mailing/ends-soon.ts'
import { introduce } from '../core/redemption/introduce.ts'
import { endSession } from '../core/redemption/introduction-session.ts'
import type { Job, JobOutcome } from '../model/job.ts'

/**
 * Performs the effect of one job, perhaps repeatedly, so it must be idempotent by `job.key`. Stop soon
 * when `signal` aborts: the claim is lost, or the program shuts down. A thrown error (a bug or a database
 * failure) counts as failed; only the log has its text.
 */
export type Handler = (app: App, job: Job, signal: AbortSignal) => Promise<JobOutcome>

export type Handlers = Readonly<Record<string, Handler>>

/** Loaded when there is something to send, with the library and the texts that it needs. */
const deliverMail: Handler = async (app, job, signal) =>
  (await import('../mail/deliver.ts')).deliverMail(app, job, signal)

/**
 * Messages have a queue of their own: a mail server or receiver that hangs takes no turn from the work on accounts.
 */
export const messageHandlers: Handlers = {
  mail: deliverMail,
  'mail-ends': mailOfEnd,
  webhook: deliverWebhook,
}

/** The handler of each kind of job. A process claims only jobs of these kinds. */
export const handlers: Handlers = {
  introduce,
  'end-session': endSession,
  'account-state': keepAccountState,
  'bot-answer': async (app, job) => (await import('./bot/answer.ts')).answerEntry(app, job),
  'bot-applicant': async (app, job) => (await import('./bot/applicant.ts')).tellApplicant(app, job),
  'bot-arrival': async (app, job) => (await import('./bot/arrival.ts')).tellArrival(app, job),
  'bot-ends': async (app, job) => (await import('./bot/ends-soon.ts')).tellGuest(app, job),
  'bot-guest-ends': async (app, job) => (await import('./bot/ends-soon.ts')).tellInviter(app, job),
  'bot-request': async (app, job) => (await import('./bot/request-post.ts')).showRequest(app, job),
  'bot-redact': async (app, job) => (await import('./bot/post.ts')).redactPost(app, job),
  'invite-account': async (app, job) =>
    (await import('../core/arrivals/invite-account.ts')).inviteAccount(app, job),
  'invite-room': async (app, job) =>
    (await import('../core/arrivals/rooms.ts')).inviteToRoom(app, job),
}
