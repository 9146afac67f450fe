/** An endpoint that events are posted to, as configured. */
export interface Webhook {
  /** https, or http to a private address. */
  url: string
  /** The keys of its signatures, each `whsec_` and base64: several while one replaces another. */
  secrets: readonly string[]
  /** Kinds of events, or all of a group: `account.*`; null: every kind. */
  events: readonly string[] | null
  /** Whether it may have an address in a private or reserved range. */
  allowPrivate: boolean
}

/** What a webhook tells of an event, with the names of now. */
export interface Fact {
  /** The same at every attempt, so that a receiver knows a repetition. */
  id: string
  kind: string
  /** Milliseconds since 1970. */
  at: number
  actor: { kind: string; id: string | null; via: string }
  /** What it happened to. `name`: an address or a label; null if it has none. */
  subject: { id: string; name: string | null; invitedBy?: string } | null
  details: Readonly<Record<string, unknown>>
}

/** Why a delivery failed. `gone`: the receiver wants no more (410). */
export type SendFault =
  | 'not_found'
  | 'address_private'
  | 'unreachable'
  | 'certificate'
  | 'certificate_name'
  | 'certificate_expired'
  | 'certificate_authority'
  | 'timeout'
  | 'redirect'
  | 'gone'
  | 'refused'

/** `stopped`: the signal was aborted. `status`: the HTTP status; null without a response. */
export type SendOutcome = 'sent' | 'stopped' | { fault: SendFault; status: number | null }

/** Posts a fact once. Never throws. */
export type SendWebhook = (
  webhook: Webhook,
  fact: Fact,
  signal: AbortSignal,
) => Promise<SendOutcome>
