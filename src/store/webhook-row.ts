import type { Generated } from 'kysely'
import type { SendFault } from '../ports/webhooks.ts'

/** The state of an endpoint. Times are by the database's clock. */
export interface WebhookRow {
  /** Made from its URL. */
  id: string
  /** Made from the rest of its configuration: a change of it resets the state. */
  terms: string
  /** The last success. */
  sent_at: number | null
  /** The first failure since then. */
  failing_since: number | null
  /** For the back-off: failures in a row, of which several at once count as one. */
  failures: Generated<number>
  /** No request before this time. */
  retry_at: number | null
  /** Of the last failure, with the HTTP status if there was one. */
  fault: SendFault | null
  status: number | null
  /** Until somebody resumes it, or its configuration changes. */
  paused_at: number | null
}
