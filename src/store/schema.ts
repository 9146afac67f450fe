import type { Generated, Kysely, Transaction } from 'kysely'
import type { Via } from '../model/actor.ts'
import type { EventKind } from '../model/events.ts'
import type { Pinned } from '../model/profile.ts'
import type { BotInboxRow, BotPersonRow, BotPostRow, BotSyncRow } from './bot-rows.ts'
import type {
  AllowanceRow,
  ConsoleLinkRow,
  MemberRow,
  PersonalTokenRow,
  SessionRow,
  SignInRow,
} from './console-rows.ts'
import type { WebhookRow } from './webhook-row.ts'
import type { IntroductionRow, IntroductionSessionRow } from './introduction-rows.ts'
import { type InviteRow, type InviteTerms, termsColumns } from './invite-row.ts'
import type { JobRow, LeaseRow } from './work-rows.ts'
import type { AccountRow, RedemptionRow, WayBackRow } from './redemption-rows.ts'
import type { InvitedAccountRow } from './invited-rows.ts'
import type {
  RequestCounterRow,
  RequestPageRow,
  RequestRow,
  RulesRow,
  VouchRow,
} from './request-rows.ts'
import type { MailAddressRow, MailDeliveryRow, MailWordsRow } from './mail-rows.ts'

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
  /** Defaults of its invitations: null, those of the configuration; 0, unlimited and never. */
  max_uses: number | null
  lasts_ms: number | null
  /** What its invitations are bound to; null: nothing. */
  pinned: Pinned | null
  /** 1: only operators choose it for an invitation. */
  only_operators: Generated<number>
  /** The row stays for accounts that have the profile. */
  deleted_at: number | null
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

export interface Schema {
  invites: InviteRow
  redemptions: RedemptionRow
  accounts: Omit<AccountRow, 'app_opened_at'> & { app_opened_at: Generated<number | null> }
  invited_accounts: InvitedAccountRow
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
  webhooks: WebhookRow
  ways_back: Omit<WayBackRow, 'used_at'> & { used_at: Generated<number | null> }
  introductions: Omit<IntroductionRow, 'state' | 'cause'> & {
    state: Generated<IntroductionRow['state']>
    cause: Generated<string | null>
  }
  introduction_sessions: IntroductionSessionRow
  bot_sync: BotSyncRow
  bot_inbox: BotInboxRow
  bot_people: BotPersonRow
  bot_posts: BotPostRow
  rules_versions: RulesRow
  requests: RequestRow
  request_vouches: VouchRow
  request_pages: RequestPageRow
  request_counter: RequestCounterRow
  mail_addresses: MailAddressRow
  mail_deliveries: MailDeliveryRow
  mail_words: MailWordsRow
}

/** All tables; referenced tables come first. */
export const tables = [
  'migrations',
  'secrets',
  'profiles',
  'invites',
  'redemptions',
  'accounts',
  'invited_accounts',
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
  'webhooks',
  'ways_back',
  'introductions',
  'introduction_sessions',
  'bot_sync',
  'bot_inbox',
  'bot_people',
  'bot_posts',
  'rules_versions',
  'requests',
  'request_vouches',
  'request_pages',
  'request_counter',
  'mail_addresses',
  'mail_deliveries',
  'mail_words',
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

/**
 * The SQL of `findByCode`, with the driver's parameter syntax. The invitation of a request opens only on
 * the applicant's page.
 */
export function selectByCode(parameter: '?' | 'any ($1)', schema: string | null = null): string {
  const table = schema === null ? 'invites' : `${quoted(schema)}.invites`
  return `select ${termsColumns.join()} from ${table} where code = ${parameter} and deleted_at is null and request_id is null`
}

/** Quotes an SQL identifier. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
