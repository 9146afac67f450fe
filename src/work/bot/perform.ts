import { setOwnQuiet } from '../../core/bot/quiet.ts'
import type { App } from '../../core/context.ts'
import { isPossibleName } from '../../core/invites/check.ts'
import { createInvite } from '../../core/invites/create.ts'
import { inviteNamed, pauseInvite, resumeInvite, revokeInvite } from '../../core/invites/invites.ts'
import { onlyAuthor, requirePermission } from '../../core/permissions.ts'
import { readName } from '../../core/redemption/name-rules.ts'
import type { Actor } from '../../model/actor.ts'
import { readMailAddress } from '../../shared/mail-address.ts'
import { LAST_INSTANT } from '../../shared/time.ts'
import { findForList } from '../../store/invite-list.ts'
import { listRequests } from '../../store/requests.ts'
import type { Command, InviteAct } from './command.ts'
import type { Outcome } from './outcome.ts'

/** Lines of an answer. */
const mostListed = 10

/** Carries a command out by the use cases of the console. Problems: theirs. */
export async function perform(app: App, command: Command, actor: Actor): Promise<Outcome> {
  switch (command.kind) {
    case 'invite':
      return makeInvite(app, command, actor)
    case 'act':
      return change(app, command, actor)
    case 'list':
      return list(app, actor)
    case 'requests':
      return listRequestsFor(app, actor)
    case 'quiet':
      await setOwnQuiet(app, command.isQuiet, actor)
      return { kind: 'quiet', isQuiet: command.isQuiet }
    case 'help':
    case 'misread':
      return command
  }
}

async function makeInvite(
  app: App,
  { uses, lastsMs, profile, forWhom = '' }: Extract<Command, { kind: 'invite' }>,
  actor: Actor,
): Promise<Outcome> {
  const end = lastsMs === null ? null : Math.min(app.clock() + (lastsMs ?? 0), LAST_INSTANT)
  const address = readMailAddress(forWhom)
  const forName = address === undefined && forWhom ? readName(forWhom, app.serverName()) : undefined
  if (forName !== undefined && !(await isPossibleName(app, forName))) {
    return { kind: 'misread', what: 'name' }
  }
  const wanted = {
    uses,
    ...(lastsMs !== undefined && { expiresAt: end }),
    profile,
    ...(forName !== undefined && { forName }),
    ...(address !== undefined && { mailTo: { address, language: '' } }),
  }
  const invite = await createInvite(app, wanted, actor)
  return { kind: 'invited', invite: invite.id }
}

const acts = { pause: pauseInvite, resume: resumeInvite, withdraw: revokeInvite } satisfies Record<
  InviteAct,
  unknown
>

async function change(
  app: App,
  { act, which }: Extract<Command, { kind: 'act' }>,
  actor: Actor,
): Promise<Outcome> {
  const { id } = await inviteNamed(app, which)
  await acts[act](app, id, actor)
  return { kind: act, invite: id }
}

/** Those that somebody can join with now: their own, or everybody's. */
async function list({ db, clock }: App, actor: Actor): Promise<Outcome> {
  const author = onlyAuthor(actor, 'invites:read')
  const filter = { author, maker: '', state: 'active', text: '', before: undefined } as const
  const found = await findForList(db, { ...filter, limit: mostListed + 1 }, clock())
  const invites = found.slice(0, mostListed).map(({ id }) => id)
  return { kind: 'list', invites, isMore: found.length > mostListed }
}

/** Undecided ones, the oldest first. */
async function listRequestsFor({ db }: App, actor: Actor): Promise<Outcome> {
  requirePermission(actor, 'requests:decide')
  const filter = { state: 'open', after: undefined, limit: mostListed + 1 } as const
  const found = await listRequests(db, filter)
  const requests = found.slice(0, mostListed).map(({ id }) => id)
  return { kind: 'requests', requests, isMore: found.length > mostListed }
}
