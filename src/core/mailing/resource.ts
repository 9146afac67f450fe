import type { DeliveryState, MailKind, MailReason } from '../../model/mail.ts'
import { rfc3339 } from '../../shared/time.ts'
import type { Delivery } from '../../store/mail-deliveries.ts'

/** A mail as operators see it in the API and with `--json`. Times are RFC 3339 in UTC. */
export interface MailResource {
  id: string
  kind: MailKind
  address: string
  /** The id of what it is about. */
  subject: string
  state: DeliveryState
  reason: MailReason | null
  /** What the mail server said, without the address. */
  said: string | null
  attempts: number
  made_at: string
  tried_at: string | null
}

export function mailResource(delivery: Delivery): MailResource {
  const { id, kind, address, subject, state, reason, said, attempts } = delivery
  return {
    id,
    kind,
    address,
    subject,
    state,
    reason,
    said,
    attempts,
    made_at: rfc3339(delivery.made_at),
    tried_at: rfc3339(delivery.tried_at),
  }
}
