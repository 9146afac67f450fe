import { freePlaces, type Invite, inviteStatus } from '../core/invites/invite.ts'
import { linkText } from '../core/invites/link.ts'
import { auditResource, peopleResource } from '../core/invites/resource.ts'
import type { Redemption } from '../store/redemptions.ts'
import type { EventRow } from '../store/schema.ts'
import { shortMoment, whatItAllows } from './describe.ts'
import { stepLine } from './describe-step.ts'
import type { CommandContext } from './open.ts'
import type { IntroductionStep } from '../core/redemption/introduction-state.ts'
import { harmless } from '../shared/terminal-text.ts'

/** An invitation with people and history, in lines for people. */
export async function describeInvite(
  context: CommandContext,
  invite: Invite,
  people: readonly Redemption[],
  history: readonly EventRow[],
): Promise<string[]> {
  const { config } = context
  const { joined, open } = await peopleResource(context, people)
  const moment = (time: string) => shortMoment(Date.parse(time), config)
  return [
    linkText(config, invite),
    whatItAllows(invite, config, context.clock()),
    ...section('', facts(context, invite)),
    ...section(
      'Who joined',
      joined.flatMap((one) => [
        `${moment(one.at)}  ${harmless(one.user_id ?? nobody(one))}`,
        ...one.introduction.flatMap(lacking),
      ]),
    ),
    ...section(
      'Undecided',
      open.map(({ held_at, user_id, id }) => `${moment(held_at)}  ${harmless(user_id)}  ${id}`),
    ),
    ...section(
      'History',
      history.map((row) => `${shortMoment(row.at, config)}  ${historyLine(row)}`),
    ),
  ]
}

/** A step that is not done. */
const lacking = (step: IntroductionStep): string[] =>
  step.state === 'done' ? [] : [`  ${stepLine(step)}`]

function nobody({ name_known: isKnown }: { name_known?: false }): string {
  return isKnown === false ? '(name not known)' : '(forgotten)'
}

function facts({ config, clock }: CommandContext, invite: Invite): string[] {
  const { held, last_used_at: last } = invite
  return [
    `Status     ${inviteStatus(invite, clock()).replace('_', ' ')}`,
    `Used       ${invite.used} of ${invite.max_uses ?? 'any number'}${held > 0 ? `, ${held} more held` : ''}`,
    `Free       ${freePlaces(invite) ?? 'any number'}`,
    `Last used  ${last === null ? 'never' : shortMoment(last, config)}`,
    `Label      ${harmless(invite.label) || '-'}`,
    ...(invite.profile_id === null ? [] : [`Profile    ${harmless(invite.profile_id)}`]),
    ...(invite.for_name === null ? [] : [`For        ${harmless(invite.for_name)}`]),
    `Made       ${shortMoment(invite.created_at, config)} (${invite.created_by})`,
    `Id         ${invite.id}`,
  ]
}

function historyLine(row: EventRow): string {
  const { event, actor, detail } = auditResource(row)
  return `${event} (${actor})${detail === '' ? '' : `: ${harmless(detail)}`}`
}

function section(title: string, content: readonly string[]): string[] {
  if (content.length === 0) return []
  return ['', ...(title === '' ? [] : [title]), ...content.map((line) => `  ${line}`)]
}
