import { doorOf } from './model/actor.ts'
import type { BusinessEvent, Observe } from './model/events.ts'
import type { Log } from './shared/log.ts'
import type { Metrics } from './shared/metrics.ts'

/** Logs and counts each event. Changes are also recorded in the events table (core/events/record.ts). */
export function createObserver(log: Log, metrics: Metrics): Observe {
  return (event) => {
    count(metrics, event)
    logEvent(log, event)
  }
}

function count(metrics: Metrics, event: BusinessEvent): void {
  switch (event.kind) {
    case 'invite_made':
      metrics.invites.inc({ change: 'made', actor: doorOf(event.actor) })
      break
    case 'invite_changed':
      metrics.invites.inc({ change: event.change, actor: doorOf(event.actor) })
      break
    case 'redemption_created':
      metrics.redemptions.inc({ outcome: 'created' })
      break
    case 'redemption_recognised':
      metrics.redemptions.inc({ outcome: 'recognised' })
      break
    case 'redemption_refused':
      metrics.redemptions.inc({ outcome: event.reason })
      break
    case 'redemption_unknown':
      metrics.redemptions.inc({ outcome: 'unknown' })
      break
    case 'redemption_settled':
      metrics.redemptions.inc({ outcome: `settled_${event.outcome}` })
      break
    case 'newcomer_not_introduced':
    case 'pattern_too_slow':
      break
    case 'mail_ended':
      metrics.mails.inc({ kind: event.what, outcome: event.reason ?? event.outcome })
      break
    case 'job_ended':
      metrics.jobs.inc({ kind: event.what, outcome: event.outcome })
      break
    case 'webhook_call':
      metrics.webhooks.observe({ endpoint: event.endpoint, outcome: event.outcome }, event.seconds)
      break
    case 'homeserver_call':
      metrics.homeserver.observe({ call: event.call, outcome: event.outcome }, event.seconds)
      break
  }
}

const TOO_SLOW =
  'A name was refused because names.pattern takes too long to match it: use a simpler pattern'

function logEvent(log: Log, { kind, ...facts }: BusinessEvent): void {
  switch (kind) {
    case 'invite_made':
      return log.info(facts, 'An invitation was made')
    case 'invite_changed':
      return log.info(facts, 'An invitation was changed')
    case 'redemption_created':
      return log.info(facts, 'Somebody joined')
    case 'redemption_recognised':
      return log.info(facts, 'A retry was recognised: the account exists')
    case 'redemption_refused':
      return log.info(facts, 'The homeserver created no account')
    case 'redemption_unknown':
      return log.warn(facts, 'It is unknown whether the homeserver created the account')
    case 'redemption_settled':
      return log.info(facts, 'An open redemption was decided')
    case 'newcomer_not_introduced':
      return log.warn(facts, 'Somebody joined, but display name or rooms could not be set')
    case 'pattern_too_slow':
      return log.warn(facts, TOO_SLOW)
    case 'mail_ended':
      return log[isFailure(facts) ? 'warn' : 'info'](facts, 'An attempt to send a mail ended')
    case 'job_ended':
      return log[isFailure(facts) ? 'warn' : 'info'](facts, 'An attempt at a job ended')
    case 'webhook_call':
      return log.debug(facts, 'A request to a webhook ended')
    case 'homeserver_call':
      return log.debug(facts, 'A call to the homeserver ended')
  }
}

function isFailure(facts: object): boolean {
  if ('reason' in facts && facts.reason !== null) return true
  return 'outcome' in facts && (facts.outcome === 'failed' || facts.outcome === 'dead')
}
