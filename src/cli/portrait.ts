import { type Invite, inviteStatus } from '../core/invite.ts'
import type { Redemption } from '../store/redemptions.ts'
import type { AuditRow } from '../store/schema.ts'
import { linkOf, shortMomentIn, whatItAllows } from './describe.ts'
import type { Desk } from './open.ts'
import { harmless } from './text.ts'

/** All there is to know about an invitation, in lines for people. */
export function portray(
  desk: Desk,
  invite: Invite,
  people: readonly Redemption[],
  history: readonly AuditRow[],
): string[] {
  const moment = shortMomentIn(desk.config.timezone)
  const nameOf = (row: Redemption) =>
    harmless(`@${row.localpart}:${desk.config.homeserver.serverName}`)
  const joined = people.filter((row) => row.outcome === 'created')
  const open = people.filter((row) => row.outcome !== 'created')
  return [
    linkOf(desk.config, invite),
    whatItAllows(invite, desk.config),
    ...section('', facts(desk, invite)),
    ...section(
      'Who joined',
      joined.map((row) => `${moment(row.ended_at, '')}  ${nameOf(row)}`),
    ),
    ...section(
      'Not known yet',
      open.map((row) => `${moment(row.held_at, '')}  ${nameOf(row)}  ${row.id}`),
    ),
    ...section(
      'What was done',
      history.map((row) => `${moment(row.at, '')}  ${deed(row)}`),
    ),
  ]
}

function facts(desk: Desk, invite: Invite): string[] {
  const moment = shortMomentIn(desk.config.timezone)
  const held = invite.held === 0 ? '' : `, ${invite.held} more held`
  return [
    `Status     ${inviteStatus(invite, desk.clock()).replace('_', ' ')}`,
    `Used       ${invite.used} of ${invite.max_uses ?? 'any number'}${held}`,
    `Last used  ${moment(invite.last_used_at, 'never')}`,
    `Label      ${harmless(invite.label) || '-'}`,
    `Made       ${moment(invite.created_at, '')} by ${invite.created_by}`,
    `Id         ${invite.id}`,
  ]
}

function deed({ event, actor, detail }: AuditRow): string {
  return `${event} (${actor})${detail === '' ? '' : `: ${harmless(detail)}`}`
}

function section(title: string, content: readonly string[]): string[] {
  if (content.length === 0) return []
  return ['', ...(title === '' ? [] : [title]), ...content.map((line) => `  ${line}`)]
}
