import { rfc3339 } from '../../shared/time.ts'
import type { SendOutcome } from '../../ports/webhooks.ts'
import type { Delivery } from '../../store/webhooks.ts'
import { describeFault } from './fault.ts'
import type { EndpointSeen } from './manage.ts'

// What operators see in the API and with `--json`. Times are RFC 3339 in UTC.

/** The origin of a URL: path and query may hold a secret. */
export function shownUrl(url: string): string {
  return `${new URL(url).origin}/…`
}

export function endpointResource(seen: EndpointSeen, at: number) {
  const { endpoint, state, row, waiting, dead } = seen
  const fault = row?.fault ?? null
  return {
    id: endpoint.id,
    number: at + 1,
    url: shownUrl(endpoint.url),
    events: endpoint.events === null ? null : [...endpoint.events],
    state,
    sent_at: rfc3339(row?.sent_at ?? null),
    failing_since: rfc3339(row?.failing_since ?? null),
    cause: fault === null ? null : describeFault({ fault, status: row?.status ?? null }),
    waiting,
    given_up: dead,
  }
}
export type EndpointResource = ReturnType<typeof endpointResource>

/** `cause`: null if the endpoint accepted the test. */
export function testResource(outcome: SendOutcome): { sent: boolean; cause: string | null } {
  if (typeof outcome === 'string') return { sent: outcome === 'sent', cause: null }
  return { sent: false, cause: describeFault(outcome) }
}

export function deliveryResource({ id, event, ...row }: Delivery) {
  return {
    id,
    event,
    created_at: rfc3339(row.created_at) ?? '',
    attempts: row.attempts,
    cause: row.last_error ?? '',
    given_up: row.dead_at !== null,
  }
}
