import type { Generated, Kysely, Transaction } from 'kysely'
import type { Via } from '../model/actor.ts'
import type { EventKind } from '../model/events.ts'

/** Times are integer milliseconds since 1970. A fact that has not happened is null. */
export interface InviteRow {
  id: string
  code: string
  /** The code as it is found when typed from paper; null for imported ones, which match exactly. */
  folded: string | null
  label: string
  /** Null: as many as want. */
  max_uses: number | null
  used: number
  held: number
  opens_at: number | null
  expires_at: number | null
  paused_at: number | null
  revoked_at: number | null
  deleted_at: number | null
  created_at: number
  created_by: string
  last_used_at: number | null
  /** The profile of whoever joins with it; null: none. */
  profile_id: string | null
}

/** What a new invitation has in the columns of which nothing is said. */
export const inviteDefaults = {
  folded: null,
  label: '',
  max_uses: null,
  used: 0,
  held: 0,
  opens_at: null,
  expires_at: null,
  paused_at: null,
  revoked_at: null,
  deleted_at: null,
  last_used_at: null,
  profile_id: null,
} satisfies Partial<InviteRow>

/** What a person gets who joins. */
export interface ProfileRow {
  id: string
  name: string
  /** 1 for one profile at most. */
  is_default: number
}

/** `unknown` while it is open: asked for, and no answer that can be believed. */
export type RedemptionOutcome = 'created' | 'refused' | 'absent' | 'unknown'

export interface RedemptionRow {
  id: string
  invite_id: string
  localpart: string
  /** SHA-256 of the key that the browser holds in a cookie; binds a second try to the first. */
  attempt: string | null
  held_at: number
  /** When the account was last asked for: a late answer is possible for a while after it. */
  asked_at: number | null
  /** 1 if nobody had the name when it was asked for, null if that could not be known. */
  known_free: number | null
  /** The kind of homeserver that was asked. */
  asked_of: string | null
  /** What its first step gave, where it takes two: such as the id of an account without a password. */
  account_ref: string | null
  /** For how long after `asked_at` what was asked for can still be carried out. */
  late_ms: number | null
  /** Since when nobody had the name, by the homeserver's clock, where it told. */
  free_since: number | null
  /** How many requests may have set a password: above 0 the account may be in use. */
  password_requests: number
  /** When the half of an account began to be undone: nobody goes on with it after that. */
  closing_at: number | null
  /** 1: the account is made, and an administrator of the homeserver has to let them in. */
  awaits_approval: number
  /** 1: the session that came with the account was lost with its answer, and may be open. */
  session_left: number
  ended_at: number | null
  outcome: RedemptionOutcome | null
}

/** An account that a redemption made. It is written when the redemption ends, in one transaction. */
export interface AccountRow {
  /** The id of the account as well: it outlives its redemption where the account has an end. */
  redemption_id: string
  /** Empty: forgotten. */
  localpart: string
  invite_id: string
  /** As in `invites.created_by`. */
  invited_by: string
  profile_id: string | null
  made_at: number
  /** Null: the account has no end. */
  ends_at: number | null
  suspended_at: number | null
  ended_at: number | null
}

/** What happened, and who did it. */
export interface EventRow {
  id: string
  at: number
  actor_kind: string
  actor_id: string | null
  via: Via
  kind: EventKind
  subject: string | null
  /** JSON of identifiers and closed words. */
  data: string
}

interface SecretRow {
  name: string
  value: string
}

export interface LimitRow {
  /** The limit and the network. */
  key: string
  spent: number
  /** When what was spent stops counting. */
  ends_at: number
}

interface MigrationRow {
  name: string
  applied_at: number
  /** The oldest version of the program that works on the tables since. */
  oldest_program: Generated<string | null>
}

/** One row at most, which is written to see whether a write works. */
interface HeartbeatRow {
  id: number
  at: number
}

interface HalfMadeRow {
  network: string
  /** From 1 on; so many as a network may have. */
  slot: number
  /** The attempt of its redemption. */
  browser: string | null
  redemption_id: string
}

export interface AddressRow {
  invite_id: string
  address: string
}

/** Work to be done later, at least once (src/work/queue.ts). Its times are by the database's clock. */
export interface JobRow {
  id: string
  kind: string
  /** Names the effect: of one kind and key at most one job is undone. */
  key: string
  /** JSON with identifiers and numbers only. */
  payload: string
  created_at: number
  due_at: number
  /** Begun so often, without those that were postponed. */
  attempts: number
  /** The claim that it is being done under; null: nobody's. */
  claimed_by: string | null
  claimed_until: number | null
  /** Why the last attempt failed, for operators; never a secret. */
  last_error: string | null
  done_at: number | null
  /** When the last attempt had failed: an operator retries or drops it. */
  dead_at: number | null
}

/** A loop that runs in one process at a time, and until when it is somebody's. */
interface LeaseRow {
  name: string
  holder: string
  /** By the database's clock. */
  until: number
}

export interface Schema {
  invites: InviteRow
  redemptions: RedemptionRow
  accounts: AccountRow
  profiles: ProfileRow
  events: EventRow
  secrets: SecretRow
  limits: LimitRow
  half_made: HalfMadeRow
  migrations: MigrationRow
  matrix_registration_addresses: AddressRow
  heartbeat: HeartbeatRow
  jobs: JobRow
  leases: LeaseRow
}

/** Every table; what others refer to comes before them. */
export const tables = [
  'migrations',
  'secrets',
  'profiles',
  'invites',
  'redemptions',
  'accounts',
  'events',
  'limits',
  'half_made',
  'matrix_registration_addresses',
  'heartbeat',
  'jobs',
  'leases',
] as const satisfies (keyof Schema)[]

/** Tables of older schemas, as a backup may still have them. */
export const formerTables = ['audit'] as const

export type TableName = (typeof tables)[number] | (typeof formerTables)[number]

export type DatabaseKind = 'sqlite' | 'postgres'

export type Database = Kysely<Schema>

/** A database as it was opened. */
export type OpenDatabase = Database & {
  /** The invitation of exactly this code. Every page begins with it, so it takes the shortest way. */
  findByCode: (code: string) => Promise<InviteTerms | undefined>
}
export type DatabaseTransaction = Transaction<Schema>

/** What a visitor's page says of an invitation; a driver may read the columns by their place. */
export const termsColumns = [
  'id',
  'code',
  'max_uses',
  'used',
  'held',
  'opens_at',
  'expires_at',
  'paused_at',
  'revoked_at',
  'created_by',
  'profile_id',
] as const satisfies (keyof InviteRow)[]

/** What an invitation allows, and whether it does. */
export type InviteTerms = Pick<InviteRow, (typeof termsColumns)[number]>

/** The text of `findByCode`, with the driver's sign for a parameter. */
export function selectByCode(parameter: '?' | 'any ($1)', schema: string | null = null): string {
  const table = schema === null ? 'invites' : `${quoted(schema)}.invites`
  return `select ${termsColumns.join()} from ${table} where code = ${parameter} and deleted_at is null`
}

/** A name in SQL, whatever is in it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
