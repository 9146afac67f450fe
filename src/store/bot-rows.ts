/* Rows of the bot's tables. */

/** How far the bot has read. One row for each account that was the bot. */
export interface BotSyncRow {
  user_id: string
  /** `next_batch` of the latest sync. */
  since: string
  synced_at: number
}

/** `invite`: into a room; `encrypted`: what can't be read. */
type InboxKind = 'command' | 'reaction' | 'invite' | 'encrypted'

/** Where it was: the command room, the moderators' room, or any other, which counts as a direct one. */
export type Place = 'command' | 'moderators' | 'direct'

/** Something that the bot has to answer. What it said, and who said it, is erased with the answer. */
export interface BotInboxRow {
  id: string
  /** The id of the event; a word and the room for what is answered once in a room. */
  event: string
  kind: InboxKind
  place: Place
  room: string
  /** A Matrix id. */
  sender: string | null
  /** A command as it was written, or the key of a reaction. */
  body: string
  /** The event that was reacted to. */
  about: string | null
  /** JSON of identifiers and closed words: what was done. Null: nothing yet. */
  outcome: string | null
  done_at: number | null
}

/** Somebody to whom the bot writes. */
export interface BotPersonRow {
  mxid: string
  /** The local part of the alias that the room has until we know its id. */
  alias: string
  room: string | null
  /** 1: they want no notices. */
  is_quiet: number
}

/** `request`, `words`, `answer` (to the applicant) are of a request to join, the others of an account. */
type PostPart =
  | 'request'
  | 'words'
  | 'answer'
  | 'arrival'
  | `ends-${string}`
  | `guest-ends-${string}`

/** A message of the bot that names somebody. */
export interface BotPostRow {
  id: string
  /** The id of the request, or of the redemption of an account. */
  about: string
  part: PostPart
  room: string
  /** Null: perhaps not sent yet. */
  event: string | null
  /** 1: it says who decided. */
  is_edited: number
}
