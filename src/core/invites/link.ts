import type { Config } from '../../model/config.ts'
import { makePaths } from '../../shared/paths.ts'
import type { Invite } from './invite.ts'

type Public = Pick<Config, 'public'>
type Linked = Pick<Invite, 'code' | 'request_id'>

/** The link that is sent to people. Null: it answers a request, and opens only on the applicant's page. */
export function linkOf({ public: { url } }: Public, { code, request_id: id }: Linked) {
  return id === null ? makePaths(url).invitation(code) : null
}

/** The link in a line of text, or why there is none. */
export function linkText(config: Public, invite: Linked): string {
  return linkOf(config, invite) ?? '- (opens only on the page of whoever asked to join)'
}

export interface WithLink {
  invite: Invite
  link: string
}

/** Those that have a link, with it. */
export function withLinks(config: Public, invites: readonly Invite[]): WithLink[] {
  return invites.flatMap((invite) => {
    const link = linkOf(config, invite)
    return link === null ? [] : [{ invite, link }]
  })
}
