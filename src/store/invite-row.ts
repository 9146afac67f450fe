/** `standing`: its author was suspended, locked or deactivated. */
type PausedReason = 'standing'

/** Times are integer milliseconds since 1970; null: it has not happened. */
export interface InviteRow {
  id: string
  code: string
  /** The code with confusable symbols unified, for typed codes; null for imported codes, matched exactly. */
  folded: string | null
  label: string
  /** Null: unlimited. */
  max_uses: number | null
  used: number
  held: number
  opens_at: number | null
  expires_at: number | null
  paused_at: number | null
  /** Why it was paused by itself; null: a person paused it. */
  paused_reason: PausedReason | null
  revoked_at: number | null
  deleted_at: number | null
  created_at: number
  created_by: string
  last_used_at: number | null
  /** The profile of accounts created with it; null: none. */
  profile_id: string | null
  /** The only name that the account can have; null: any. '' once its person was forgotten: none. */
  for_name: string | null
  /** What the clock says of it, and until when (store/invite-phase.ts). */
  phase: number
  phase_until: number | null
  /** The request that it answers: it opens only on the page of that applicant. */
  request_id: string | null
}

/** Default column values of a new invitation. */
export const inviteDefaults = {
  folded: null,
  label: '',
  max_uses: null,
  used: 0,
  held: 0,
  opens_at: null,
  expires_at: null,
  paused_at: null,
  paused_reason: null,
  revoked_at: null,
  deleted_at: null,
  last_used_at: null,
  profile_id: null,
  for_name: null,
  phase: 1,
  phase_until: 0,
  request_id: null,
} satisfies Partial<InviteRow>

/** The columns that a visitor's page needs. A driver may read them by position. */
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
  'for_name',
] as const satisfies (keyof InviteRow)[]

/** The terms of an invitation, and what decides its status. */
export type InviteTerms = Pick<InviteRow, (typeof termsColumns)[number]>
