import { formatDuration } from '../../shared/time.ts'
import type { Allowance } from './set-allowance.ts'

/** The allowance as the API and `--json` show it, and as the API takes it. */
export interface AllowanceResource {
  per_month: number
  uses: number
  /** A duration, such as `7 days`. */
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
  return { per_month: perMonth, uses, expires: formatDuration(lastsMs), profile, min_days: minDays }
}
