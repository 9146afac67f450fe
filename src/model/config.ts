import type { Mailbox } from '../shared/mail-address.ts'
import type { HomeserverKind } from '../ports/homeserver-kinds.ts'
import type { Webhook } from '../ports/webhooks.ts'
import type { Question } from './request.ts'

/** Where a listener is opened: a TCP address, or the path of a unix socket. */
export type Listen = { host: string; port: number } | { path: string }

/** Who may connect to a unix socket; `null`: as the umask says. */
export interface SocketAccess {
  /** Permission bits. */
  socketMode: number | null
  /** The name of a group, or its number. */
  socketGroup: string | null
}

/** A rate limit: at most `points` in `per` milliseconds. */
export interface Rate {
  points: number
  per: number
}

/** The whole configuration, validated. Durations are in milliseconds, paths are absolute. */
export interface Config {
  homeserver: {
    kind: HomeserverKind
    url: string
    serverName: string
    /** Of these three secrets, those that the kind needs are set. */
    registrationSharedSecret: string | null
    registrationToken: string | null
    adminToken: string | null
    timeout: number
    concurrency: number
    settleAfter: number
    caFile: string | null
  }
  /** matrix-authentication-service, for the kinds that need it. `email`: the form asks for an address. */
  mas: {
    url: string | null
    clientId: string | null
    clientSecret: string | null
    email: boolean
  }
  /** `url` never ends in a slash. */
  public: { url: string; listen: Listen } & SocketAccess
  private: SocketAccess & { listen: Listen; hosts: string[]; allowPublic: boolean }
  admin: { secret: string | null }
  /** `operators`: Matrix ids. `moderatorsFrom`: the room whose moderators are ours. */
  console: {
    operators: string[]
    listen: 'public' | 'private' | 'off'
    moderatorsFrom: string | null
  }
  /** `room`: where the bot takes commands. `moderatorsRoom`: where requests to join are decided. */
  bot: { room: string | null; moderatorsRoom: string | null; servers: string[] }
  community: {
    title: string
    description: string
    picture: string | null
    rules: string
    accent: string
    rooms: string[]
  }
  client: { webUrl: string; afterUrl: string | null }
  /** `sqlite:/absolute/path` or `postgres://…` */
  database: { url: string }
  /** `null` means unlimited uses, or no expiry. */
  invites: { defaultUses: number | null; defaultExpiry: number | null }
  webhooks: Webhook[]
  /**
   * Requests to join. `perNetwork`, `most`: how many may be open. `rate`: per network. `showInRoom`: the
   * words, too, in an unencrypted moderators' room.
   */
  requests: {
    open: boolean
    questions: Question[]
    rules: string
    rulesUrl: string | null
    rulesVersion: string
    profile: string | null
    invitationExpiry: number
    deciders: 'moderators' | 'operators'
    showInRoom: boolean
    perNetwork: number
    rate: Rate
    most: number
    endAfter: number
    forgetAfter: number
  }
  redemptions: { wait: number }
  /** How long finished rows are kept; `null`: forever. */
  retention: { redemptions: number | null; audit: number | null }
  /** `refuseGuessable`: refuse common passwords and those made of the name. */
  passwords: { minLength: number; maxLength: number; refuseGuessable: boolean }
  /** `pattern`: source of a regular expression that the whole name has to match. */
  names: { minLength: number; maxLength: number; reserved: string[]; pattern: string | null }
  /** `url`: `smtp://` or `smtps://`, with credentials. No mail is sent without both. */
  mail: { url: string | null; from: Mailbox | null; tls: 'required' | 'opportunistic' | 'none' }
  proxies: { trusted: string[] }
  limits: { wrongCodes: Rate; failedPosts: Rate; nameChecks: Rate; failedSecrets: Rate }
  log: {
    level: 'trace' | 'debug' | 'info' | 'warn' | 'error'
    format: 'auto' | 'human' | 'json'
  }
  language: string
  timezone: string
}
