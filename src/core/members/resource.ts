import type { Role, RoleSource } from '../../model/member.ts'
import type { Standing } from '../../ports/sign-in.ts'
import type { MemberRow, PersonalTokenRow } from '../../store/console-rows.ts'
import { rfc3339 } from '../../shared/time.ts'
import type { Context } from '../context.ts'
import { roleOf } from './role.ts'
import type { Allowance } from './set-allowance.ts'

/** The allowance as the API and `--json` show it, and as the API takes it. */
export interface AllowanceResource {
  per_month: number
  uses: number
  /** A duration, such as `7d`. */
  expires: string
  profile: string | null
  min_days: number
}

export function allowanceResource({
  perMonth,
  uses,
  lastsMs,
  profile,
  minDays,
}: Allowance): AllowanceResource {
  return { per_month: perMonth, uses, expires: shortLength(lastsMs), profile, min_days: minDays }
}

/** `7d`, in the largest unit of which it is a whole number. */
function shortLength(ms: number): string {
  const units = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1_000],
  ] as const
  const [name, length] = units.find(([, unit]) => ms % unit === 0) ?? ['ms', 1]
  return `${ms / length}${name}`
}

/** Somebody who has signed in or got a role, as the API and `--json` show them. */
export interface MemberResource {
  user_id: string
  role: Role
  role_source: RoleSource
  standing: Standing
  first_seen_at: string
  signed_in_at: string | null
}

export function memberResource(app: Pick<Context, 'config'>, row: MemberRow): MemberResource {
  const { role, source } = roleOf(app, row.mxid, row)
  return {
    user_id: row.mxid,
    role,
    role_source: source,
    standing: row.standing,
    first_seen_at: rfc3339(row.first_seen_at),
    signed_in_at: rfc3339(row.signed_in_at),
  }
}

/** A personal token, without its secret. */
export interface TokenResource {
  id: string
  user_id: string
  name: string
  permissions: string[]
  made_at: string
  expires_at: string
  /** To the minute. */
  last_used_at: string | null
}

export function tokenResource(row: PersonalTokenRow): TokenResource {
  return {
    id: row.id,
    user_id: row.mxid,
    name: row.name,
    permissions: JSON.parse(row.permissions) as string[],
    made_at: rfc3339(row.made_at),
    expires_at: rfc3339(row.expires_at),
    last_used_at: rfc3339(row.used_at),
  }
}
