/** The account with which Latchkey is in rooms, as `latchkey bot set-up` keeps it. */
export interface BotAccount {
  /** A Matrix id. */
  userId: string
  /** Of its one device; null at MAS, where sessions are opened on demand. */
  token: string | null
  /** The id of its user at MAS, or null. */
  masId: string | null
}

export type Json = Readonly<Record<string, unknown>>

/** Why the bot could not do something. */
export type BotFailure =
  /** The homeserver said no. `errcode`: '' if it said none. `cause` names nobody. */
  | { kind: 'refused'; status: number; errcode: string; cause: string }
  /** HTTP 429: nothing was done. */
  | { kind: 'limited'; retryAfterMs?: number }
  /** No answer. `sent: false`: it certainly didn't arrive. */
  | { kind: 'unanswered'; sent: boolean; cause: string }

export type BotAnswer<T> = { kind: 'done'; value: T } | BotFailure

export interface SyncQuery {
  /** `next_batch` of the sync before; without it, the current state. */
  since?: string
  /** How long the homeserver waits for something to happen, in ms; at most 30,000. */
  waitMs: number
  /** A filter (specification, client-server API, "Filtering"). */
  filter: Json
  /** Ends the wait; then the answer is `unanswered`. */
  signal?: AbortSignal
}

export interface NewRoom {
  preset: 'private_chat' | 'trusted_private_chat' | 'public_chat'
  isDirect?: boolean
  name?: string
  topic?: string
  /** Matrix ids. */
  invite?: readonly string[]
  /** The local part of an alias: a second room with it is refused with `M_ROOM_IN_USE`. */
  aliasName?: string
  initialState?: readonly Json[]
}

interface MessagesQuery {
  from: string
  to?: string
  direction: 'forwards' | 'backwards'
  limit: number
}

/**
 * What Latchkey does in rooms with an account of its own. Rooms are ids (!…) unless it says otherwise.
 * With the same `txn`, an event is sent once, however often it is asked for.
 */
export interface Bot {
  readonly userId: string
  whoami: () => Promise<BotAnswer<{ userId: string; deviceId: string | null }>>
  sync: (query: SyncQuery) => Promise<BotAnswer<Json>>
  /** `room`: an alias or an id; `via`: servers that know it. The id of the room. */
  join: (room: string, via?: readonly string[]) => Promise<BotAnswer<string>>
  leave: (room: string) => Promise<BotAnswer<null>>
  /** Already in the room, banned or not allowed: all of it is `refused`. */
  invite: (room: string, userId: string, reason?: string) => Promise<BotAnswer<null>>
  /** Also takes an invitation back. */
  kick: (room: string, userId: string, reason?: string) => Promise<BotAnswer<null>>
  createRoom: (room: NewRoom) => Promise<BotAnswer<string>>
  /** The id of the event. */
  send: (
    room: string,
    event: { type: string; content: Json; txn: string },
  ) => Promise<BotAnswer<string>>
  /** The id of the reaction. */
  react: (
    room: string,
    reaction: { event: string; key: string; txn: string },
  ) => Promise<BotAnswer<string>>
  redact: (
    room: string,
    redaction: { event: string; txn: string; reason?: string },
  ) => Promise<BotAnswer<string>>
  /** The content of a state event; `refused` with status 404 if there is none. */
  state: (room: string, type: string, stateKey?: string) => Promise<BotAnswer<Json>>
  /** The whole state event, with its sender, where the homeserver shows it; else its content alone. */
  stateEvent: (room: string, type: string, stateKey?: string) => Promise<BotAnswer<Json>>
  /** The Matrix ids of everybody who has joined. */
  members: (room: string) => Promise<BotAnswer<string[]>>
  messages: (room: string, query: MessagesQuery) => Promise<BotAnswer<Json>>
  /** The id of the room that an alias names; an id is returned as it is. */
  resolve: (room: string) => Promise<BotAnswer<string>>
  deleteAlias: (alias: string) => Promise<BotAnswer<null>>
  /** Stores a picture at the homeserver; its `mxc://` address. */
  upload: (picture: { type: string; bytes: Uint8Array }) => Promise<BotAnswer<string>>
  /** Has the clients of the bot show a room as a direct one (specification, `m.direct`). */
  listAsDirect: (userId: string, room: string) => Promise<BotAnswer<null>>
  close: () => Promise<void>
}

/** What is kept before an account is made for the bot: whoever knows the password made the account. */
export interface BotWish {
  localpart: string
  password: string
  /** When MAS said that the name is free, by its own clock, in ms; null: not asked. */
  freeSince: number | null
}

/** How accounts for the bot are found and made. */
export interface BotAccounts {
  /** Logs in on the one device of the bot. `user`: a Matrix id or its localpart. */
  logIn: (user: string, password: string) => Promise<BotAnswer<BotAccount>>
  ofToken: (token: string) => Promise<BotAnswer<BotAccount>>
  /** Logs a session out that `now` has replaced, unless it is of the same device. False: it may go on. */
  endFormer: (former: BotAccount, now: BotAccount) => Promise<boolean>
  /**
   * Present at MAS: makes a user without a password, or finds the one that this wish made before;
   * `taken` if the name is another's. `keep` stores the wish before anything is made.
   */
  makeUser?: (
    wish: BotWish,
    keep: (wish: BotWish) => Promise<void>,
  ) => Promise<BotAnswer<BotAccount | 'taken'>>
  close: () => Promise<void>
}
