import type { Generated, Kysely, Transaction } from 'kysely'
import type { Via } from '../model/actor.ts'
import type { EventKind } from '../model/events.ts'
import type { Role, SignInWay } from '../model/member.ts'
import type { Standing } from '../ports/sign-in.ts'
import { type InviteRow, type InviteTerms, termsColumns } from './invite-row.ts'

/* Times are integer milliseconds since 1970. A fact that has not happened is null. */

/** What a newcomer gets. */
export interface ProfileRow {
  /** The name. */
  id: string
  name: string
  /** 1 for the default profile; at most one. */
  is_default: number
  /** JSON: a list of room addresses. */
  rooms: string
  /** JSON: texts by language tag. */
  greeting: string
  /** 1: the newcomer gets a direct room with the member who invited them. */
  direct_message: number
  /** How long an account lasts, and how long it stays suspended before it is deactivated, in ms. */
  account_ms: number | null
  grace_ms: number | null
  /** The row stays for accounts that have the profile. */
  deleted_at: number | null
}

/** `unknown`: still open; the account was requested and no answer proved the outcome. */
export type RedemptionOutcome = 'created' | 'refused' | 'absent' | 'unknown'

export interface RedemptionRow {
  id: string
  invite_id: string
  /** The name that was wished. */
  localpart: string
  /** The name that was made, if it is another one; '' if that is not known. */
  made_as: string | null
  /** SHA-256 of the attempt key in the browser's cookie; identifies retries. */
  attempt: string | null
  held_at: number
  /** When the account was last requested: it can come to exist for a while afterwards. */
  asked_at: number | null
  /** 1 if the name was free when the account was requested; null if unknown. */
  known_free: number | null
  /** The kind of homeserver that was asked. */
  asked_of: string | null
  /** The result of step one of two, such as the id of an account without a password. */
  account_ref: string | null
  /** How long after `asked_at` the request can still take effect, in ms. */
  late_ms: number | null
  /** When the homeserver reported the name free, by its own clock; null if it didn't. */
  free_since: number | null
  /** Number of requests that may have set a password: above 0 the account may be in use. */
  password_requests: number
  /** When undoing a half-made account began: afterwards no request may continue it. */
  closing_at: number | null
  /** 1: the account exists and an administrator of the homeserver has to approve it. */
  awaits_approval: number
  /** 1: the answer with our session was lost, so that session may still be open. */
  session_left: number
  /** The name with its capitals, until a job has given it to the account; null: no job has to. */
  display_name: string | null
  ended_at: number | null
  outcome: RedemptionOutcome | null
  /** Why there is no account or introduction, or no certainty: a word of a closed list. */
  reason: string | null
  /** What the homeserver said then, without secrets and names. */
  cause: string | null
}

/** An account that a redemption created; inserted in the transaction that ends the redemption. */
export interface AccountRow {
  /** Also the id of the account. The row may outlive its redemption. */
  redemption_id: string
  /** '' if erased. */
  localpart: string
  invite_id: string
  /** As in `invites.created_by`. */
  invited_by: string
  profile_id: string | null
  made_at: number
  /** Null: the account has no end. */
  ends_at: number | null
  /** From `ends_at` to the deactivation, in ms; null where the profile has no end. */
  grace_ms: number | null
  /** When the person who invited extended it: they may do so once. */
  extended_at: number | null
  /** When it was decided to suspend it; null: it is to be active. */
  suspended_at: number | null
  /** When it was decided to deactivate it, which nobody can undo here. */
  ended_at: number | null
}

/** A change, and who made it. */
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
  /** When the window ends. */
  ends_at: number
}

interface MigrationRow {
  name: string
  applied_at: number
  /** The oldest version of the program that supports the tables since this migration. */
  oldest_program: Generated<string | null>
}

/** At most one row, written to test that a write works. */
interface HeartbeatRow {
  id: number
  at: number
}

interface HalfMadeRow {
  network: string
  /** From 1 to the limit per network. */
  slot: number
  /** The attempt of its redemption. */
  browser: string | null
  redemption_id: string
}

export interface AddressRow {
  invite_id: string
  address: string
}

/** Delayed work, done at least once (src/work/queue.ts). Times are by the database's clock. */
export interface JobRow {
  id: string
  kind: string
  /** Idempotency key: per kind and key at most one job is unfinished. */
  key: string
  /** JSON with identifiers and numbers only. */
  payload: string
  created_at: number
  due_at: number
  /** Number of attempts begun, without postponed ones. */
  attempts: number
  /** The id of the current claim; null: unclaimed. */
  claimed_by: string | null
  claimed_until: number | null
  /** Why the last attempt failed, for operators; never a secret. */
  last_error: string | null
  done_at: number | null
  /** When the last attempt failed: then an operator has to retry or drop the job. */
  dead_at: number | null
}

/** A lease of a loop that runs in one process at a time. */
interface LeaseRow {
  name: string
  holder: string
  /** By the database's clock. */
  until: number
}

/** Somebody who has signed in to the console, or got a role. */
export interface MemberRow {
  mxid: string
  /** The role that an operator gave; null: none. */
  named_role: Role | null
  /** The role that the homeserver told at the last sign-in; null: none. */
  seen_role: Role | null
  standing: Standing
  first_seen_at: number
  signed_in_at: number | null
  /** When the homeserver last told the standing. */
  asked_at: number | null
  /** When their account was made, as the homeserver told; null: it didn't. */
  joined_at: number | null
}

/** What each member may invite by themselves; at most one row. Without it: nothing. */
export interface AllowanceRow {
  id: 1
  /** Invitations per member in 30 days. */
  per_month: number
  /** People per invitation. */
  uses: number
  /** How long an invitation is open, in ms. */
  lasts_ms: number
  profile_id: string | null
  /** Days since joining, before which a member may invite nobody. */
  min_days: number
}

/** A token with which a person's programs use the API. */
export interface PersonalTokenRow {
  id: string
  /** SHA-256 of the token. */
  hash: string
  mxid: string
  name: string
  /** JSON: a list of permissions. */
  permissions: string
  made_at: number
  expires_at: number
  /** To the minute. */
  used_at: number | null
}

export interface SessionRow {
  id: string
  token_hash: string
  /** Null: whoever has the shell. */
  mxid: string | null
  way: SignInWay
  /** The name of the browser, such as `Firefox`. */
  browser: string
  made_at: number
  seen_at: number
  expires_at: number
}

/** An attempt to sign in that continues at the homeserver's pages. */
export interface SignInRow {
  state_hash: string
  /** Of the cookie that binds the attempt to its browser. */
  browser_hash: string
  way: SignInWay
  /** What the way has to remember, such as the PKCE verifier. */
  verifier: string
  next_path: string
  expires_at: number
}

interface ConsoleLinkRow {
  hash: string
  /** Null: an operator's session without an account. */
  mxid: string | null
  expires_at: number
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
  members: MemberRow
  sessions: SessionRow
  sign_ins: SignInRow
  console_links: ConsoleLinkRow
  allowance: AllowanceRow
  personal_tokens: PersonalTokenRow
}

/** All tables; referenced tables come first. */
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
  'members',
  'sessions',
  'sign_ins',
  'console_links',
  'allowance',
  'personal_tokens',
] as const satisfies (keyof Schema)[]

/** Tables of older schemas, which a backup may still have. */
export const formerTables = ['audit'] as const

export type TableName = (typeof tables)[number] | (typeof formerTables)[number]

export type DatabaseKind = 'sqlite' | 'postgres'

export type Database = Kysely<Schema>

/** An opened database. */
export type OpenDatabase = Database & {
  /** The invitation with exactly this code. Every page needs it, so it bypasses Kysely. */
  findByCode: (code: string) => Promise<InviteTerms | undefined>
}
export type DatabaseTransaction = Transaction<Schema>

/** The SQL of `findByCode`, with the driver's parameter syntax. */
export function selectByCode(parameter: '?' | 'any ($1)', schema: string | null = null): string {
  const table = schema === null ? 'invites' : `${quoted(schema)}.invites`
  return `select ${termsColumns.join()} from ${table} where code = ${parameter} and deleted_at is null`
}

/** Quotes an SQL identifier. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
