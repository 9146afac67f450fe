import type { Actor } from '../../model/actor.ts'
import type { InvitedReason } from '../../model/invited-account.ts'
import type { Homeserver } from '../../ports/homeserver.ts'
import { Problem } from '../../shared/errors.ts'
import { rfc3339 } from '../../shared/time.ts'
import { findLatestOf } from '../../store/invited-find.ts'
import { findNamed } from '../../store/people-list.ts'
import { summarizeWaysBack } from '../../store/ways-back.ts'
import type { Context } from '../context.ts'
import { onlyAuthor } from '../permissions.ts'
import { type IntroductionStep, introductionsOf } from '../redemption/introduction-state.ts'
import { lastSeenOf, type Seen } from './last-seen.ts'
import { type PersonResource, personResource, type Somebody } from './resource.ts'
import { readWhom } from './whom.ts'

type Tools = Pick<Context, 'config' | 'db' | 'serverName' | 'clock'>

/** `homeserver`: asked when somebody was last seen. */
type Asking = Tools & { homeserver: Pick<Homeserver, 'lastSeen'> }

/** All that is known of somebody. */
export interface Details {
  /** The steps of an account that was made here. */
  introduction: readonly IntroductionStep[]
  /** How many links to their own page work, until when, and the last use of one (ms). */
  links: { live: number; until: number | null; used: number | null }
  seen: Seen
}

/**
 * Whom a name or a user id means: of several accounts, the latest. Problem `person_unknown`, also for those
 * whom the actor may not see.
 */
export async function findSomebody(app: Tools, named: string, actor: Actor): Promise<Somebody> {
  const author = onlyAuthor(actor, 'people:read')
  const whom = readWhom(named, app.serverName())
  const person = await findNamed(app.db, whom?.localpart ?? '')
  if (person && isOf(author, person)) return { kind: 'account', account: person }
  const invited = await findLatestOf(app.db, whom?.mxid ?? '')
  if (invited && isOf(author, invited)) return { kind: 'matrix_account', account: invited }
  throw new Problem('person_unknown')
}

function isOf(author: string | null, { invited_by: inviter }: { invited_by: string }): boolean {
  return author === null || inviter === author
}

export async function detailsOf(app: Asking, somebody: Somebody, actor: Actor): Promise<Details> {
  const { kind, account } = somebody
  const seen = await lastSeenOf(app.homeserver, somebody, actor)
  if (kind === 'matrix_account') {
    return { introduction: [], links: { live: 0, until: null, used: null }, seen }
  }
  const { redemption_id: id } = account
  return {
    introduction: (await introductionsOf(app, [id])).get(id) ?? [],
    links: await summarizeWaysBack(app.db, id, app.clock()),
    seen,
  }
}

/** Somebody and all that is known of them, as the API and `--json` show it. */
export interface PersonDetails extends PersonResource {
  /** Of a Matrix account: why it was not invited, or not yet, and what the homeserver said. */
  reason: InvitedReason | null
  cause: string | null
  /** Null: the account has no end. */
  ends_at: string | null
  introduction: IntroductionStep[]
  /** The links to their own page. */
  links: { live: number; expires_at: string | null; used_at: string | null }
  /** When they first followed a link into an app from there; null: no browser said so. */
  app_opened_at: string | null
  /** Null: the homeserver doesn't tell, or not this actor. */
  last_seen: { devices: number; at: string | null } | null
}

export function personDetails(app: Tools, somebody: Somebody, details: Details): PersonDetails {
  const { kind, account } = somebody
  const { live, until, used } = details.links
  const { seen } = details
  return {
    ...personResource(app, somebody),
    reason: kind === 'matrix_account' ? account.reason : null,
    cause: kind === 'matrix_account' ? account.cause : null,
    ends_at: kind === 'account' ? rfc3339(account.ends_at) : null,
    introduction: [...details.introduction],
    links: { live, expires_at: rfc3339(until), used_at: rfc3339(used) },
    app_opened_at: kind === 'account' ? rfc3339(account.app_opened_at) : null,
    last_seen: typeof seen === 'string' ? null : { ...seen, at: rfc3339(seen.at) },
  }
}
