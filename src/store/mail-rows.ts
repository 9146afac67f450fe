import type { DeliveryState, MailKind, MailReason } from '../model/mail.ts'

/** The only place where a mail address is stored. */
export interface MailAddressRow {
  id: string
  address: string
  /** The language of the recipient; '': that of the configuration. */
  language: string
  /** The personal invitation that was sent to it; null: it belongs to no invitation. */
  invite_id: string | null
  /** The Matrix id of the member whose own address it is; null: it is nobody's. */
  owner: string | null
  added_at: number
}

/** One mail to one recipient. Its id is also its Message-ID. */
export interface MailDeliveryRow {
  id: string
  kind: MailKind
  address_id: string
  /** The id of what it is about: an invitation, or the redemption of an account. */
  subject: string
  /** Tells apart mails of one kind about the same thing, such as two reminders. */
  occasion: string
  state: DeliveryState
  /** Why the last attempt failed; null: it didn't. */
  reason: MailReason | null
  /** What the server said then, without the address. Erased after 30 days. */
  said: string | null
  attempts: number
  made_at: number
  /** When the last attempt ended. */
  tried_at: number | null
}

/** An operator's own text of one kind in one language. */
export interface MailWordsRow {
  kind: MailKind
  language: string
  subject: string
  body: string
  changed_at: number
}
