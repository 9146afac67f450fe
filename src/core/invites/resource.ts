import { forgotten } from '../../store/people.ts'
import type { Redemption } from '../../store/redemptions.ts'
import { doorOf } from '../../model/actor.ts'
import type { EventRow } from '../../store/schema.ts'
import type { Context } from '../context.ts'
import { introductionsOf } from '../redemption/introduction-state.ts'
import { nameOf, notKnown } from '../redemption/made-name.ts'
import { settleDelay } from '../redemption/settle-delay.ts'
import { rfc3339 } from '../../shared/time.ts'
import { type InviteResource, shownFields } from './fields.ts'
import type { Invite } from './invite.ts'
import { linkOf } from './link.ts'

// What operators see in the API and with `--json`. Times are RFC 3339 in UTC.

type ResourceContext = Pick<Context, 'config' | 'serverName' | 'clock'>

export function inviteResource({ config, clock }: ResourceContext, row: Invite): InviteResource {
  const known = { link: linkOf(config, row), now: clock() }
  const shown = Object.entries(shownFields).map(([name, { of }]) => [name, of(row, known)])
  return Object.fromEntries(shown) as InviteResource
}

/** One attempt of one person to create an account. */
export interface RedemptionResource {
  id: string
  invite_id: string
  user_id: string
  state: 'in_progress' | 'undecided' | 'created' | 'refused' | 'absent'
  held_at: string
  asked_at: string | null
  ended_at: string | null
}

export function redemptionResource(app: ResourceContext, row: Redemption): RedemptionResource {
  return {
    id: row.id,
    invite_id: row.invite_id,
    user_id: userId(app, row),
    state: redemptionState(app, row),
    held_at: rfc3339(row.held_at),
    asked_at: rfc3339(row.asked_at),
    ended_at: rfc3339(row.ended_at),
  }
}

function redemptionState(app: ResourceContext, row: Redemption): RedemptionResource['state'] {
  const { outcome } = row
  if (row.ended_at !== null && outcome !== null && outcome !== 'unknown') return outcome
  return isUndecided(app, row) ? 'undecided' : 'in_progress'
}

/** An open redemption is undecided once it is older than a late creation is possible. */
export function isUndecided(
  { config, clock }: Pick<Context, 'config' | 'clock'>,
  row: Redemption,
): boolean {
  return clock() - (row.asked_at ?? row.held_at) >= settleDelay(config, row)
}

/** Who joined with an invitation and what was done for them, and its open redemptions. */
export async function peopleResource(
  app: ResourceContext & Pick<Context, 'db'>,
  rows: readonly Redemption[],
) {
  const ended = rows.filter((row) => row.ended_at !== null)
  const ids = ended.map(({ id }) => id)
  const introductions = await introductionsOf(app, ids)
  return {
    joined: ended.map((row) => ({
      ...whoJoined(app, row),
      at: rfc3339(row.ended_at ?? row.held_at),
      introduction: introductions.get(row.id) ?? [],
    })),
    open: rows.filter((row) => row.ended_at === null).map((row) => redemptionResource(app, row)),
  }
}

/** `name_known`: present if the homeserver's own form made an account under a name that it didn't tell. */
function whoJoined(app: ResourceContext, row: Redemption) {
  if (row.localpart === forgotten) return { user_id: null }
  if (nameOf(row) === notKnown) return { user_id: null, name_known: false as const }
  return { user_id: userId(app, row) }
}

interface AuditResource {
  at: string
  actor: string
  event: string
  detail: string
}

/** An event as a line of an invitation's history. */
export function auditResource(row: EventRow): AuditResource {
  const { columns = [], outcome, redemption = '', reason } = readData(row)
  const word = row.kind.replace('invite.', '')
  return {
    at: rfc3339(row.at),
    actor: row.actor_id ?? doorOf(row),
    event: outcome === undefined ? word : `settled: ${outcome}`,
    detail: reason ?? (columns.join(', ') || redemption),
  }
}

interface EventData {
  columns?: string[]
  outcome?: string
  redemption?: string
  reason?: string
}

function readData({ data }: EventRow): EventData {
  return JSON.parse(data) as EventData
}

function userId({ serverName }: ResourceContext, row: Redemption): string {
  return `@${nameOf(row)}:${serverName()}`
}
