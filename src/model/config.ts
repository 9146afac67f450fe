import type { HomeserverKind } from '../ports/homeserver-kinds.ts'

/** Where a listener is opened: a TCP address, or the path of a unix socket. */
export type Listen = { host: string; port: number } | { path: string }

/** At most so many points in so many milliseconds. */
export interface Rate {
  points: number
  per: number
}

/** The program's whole configuration, checked. Durations are milliseconds, paths absolute. */
export interface Config {
  homeserver: {
    kind: HomeserverKind
    url: string
    serverName: string
    /** Of these three, at least what the kind needs. */
    registrationSharedSecret: string | null
    registrationToken: string | null
    adminToken: string | null
    timeout: number
    concurrency: number
    settleAfter: number
    caFile: string | null
  }
  /** matrix-authentication-service, for the kinds that need it; `email`: newcomers are asked for one. */
  mas: {
    url: string | null
    clientId: string | null
    clientSecret: string | null
    email: boolean
  }
  /** `url` never ends in a slash. */
  public: { url: string; listen: Listen }
  private: { listen: Listen; hosts: string[]; allowPublic: boolean }
  admin: { secret: string | null }
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
  /** `null` stands for unlimited uses, and for an invitation that never ends. */
  invites: { defaultUses: number | null; defaultExpiry: number | null }
  redemptions: { wait: number }
  /** For how long something over is kept; `null`: for good. */
  retention: { redemptions: number | null; audit: number | null }
  /** `refuseGuessable`: common ones, the name itself. */
  passwords: { minLength: number; maxLength: number; refuseGuessable: boolean }
  /** `pattern` is the source of a regular expression on the whole name. */
  names: { minLength: number; maxLength: number; reserved: string[]; pattern: string | null }
  proxies: { trusted: string[] }
  limits: { wrongCodes: Rate; failedPosts: Rate; nameChecks: Rate; failedSecrets: Rate }
  log: {
    level: 'trace' | 'debug' | 'info' | 'warn' | 'error'
    format: 'auto' | 'human' | 'json'
  }
  language: string
  timezone: string
}
