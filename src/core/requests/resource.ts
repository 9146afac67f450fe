import type { Answer, RequestState } from '../../model/request.ts'
import { rfc3339 } from '../../shared/time.ts'
import type { SeenDetails, SeenRequest } from './seen.ts'

/** A request as the API and `--json` show it. Times are RFC 3339 in UTC. */
export interface RequestResource {
  id: string
  number: number
  state: RequestState
  wished_name: string
  words: string
  answers: Answer[]
  address: string
  language: string
  /** SHA-256 of the rules that were agreed to. */
  rules_version: string | null
  vouched_by: string[]
  made_at: string
  decided_at: string | null
  sentence: string
}

export interface RequestDetails extends RequestResource {
  rules: string | null
  invite_id: string | null
}

export function requestResource({ row, vouches }: SeenRequest): RequestResource {
  return {
    id: row.id,
    number: row.number,
    state: row.state,
    wished_name: row.wished_name,
    words: row.words,
    answers: JSON.parse(row.answers) as Answer[],
    address: row.address,
    language: row.language,
    rules_version: row.rules_hash,
    vouched_by: [...vouches],
    made_at: rfc3339(row.made_at),
    decided_at: rfc3339(row.decided_at),
    sentence: row.sentence,
  }
}

export function requestDetails(seen: SeenDetails): RequestDetails {
  const { rules, invite } = seen
  return { ...requestResource(seen), rules, invite_id: invite?.id ?? null }
}
