import { inviteStatuses, type InviteStatus } from '../../model/invite-status.ts'
import { idPattern } from '../../shared/ids.ts'
import type { Exchange } from '../kit/route.ts'

/** Which invitations a page of the list has. */
export interface ListQuery {
  state: InviteStatus | null
  /** As in `invites.created_by`; '': whoever made them. */
  maker: string
  text: string
  /** The last one of the page before. */
  before: string | undefined
}

const longestText = 300

/** The query of an address. What makes no sense is left out. */
export function readListQuery({ req }: Exchange): ListQuery {
  return readListParams(new URLSearchParams(new URL(req.url).search))
}

export function readListParams(said: URLSearchParams): ListQuery {
  const text = (name: string) => (said.get(name) ?? '').trim().slice(0, longestText)
  const before = text('before')
  return {
    state: inviteStatuses.find((status) => status === said.get('state')) ?? null,
    maker: text('maker'),
    text: text('text'),
    before: idPattern.test(before) ? before : undefined,
  }
}

/** The same as the query of an address: '', or from the question mark on. */
export function queryOf(query: object): string {
  const said = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value) said.set(name, String(value))
  return said.size === 0 ? '' : `?${said.toString()}`
}

/** The queries of the next page of a list and of its first. `last`: what this one ends with, if it isn't the last. */
export function turnsOf(query: { before: string | undefined }, last: string | undefined) {
  return {
    older: last === undefined ? null : queryOf({ ...query, before: last }),
    newest: query.before === undefined ? null : queryOf({ ...query, before: undefined }) || '?',
  }
}
