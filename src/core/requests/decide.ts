import { type Actor, authorOf } from '../../model/actor.ts'
import type { Decision } from '../../model/request.ts'
import { Problem } from '../../shared/errors.ts'
import { newId } from '../../shared/ids.ts'
import { LAST_INSTANT } from '../../shared/time.ts'
import { inviteDefaults, type InviteRow } from '../../store/invite-row.ts'
import type { RequestRow } from '../../store/request-rows.ts'
import { closeRequest, findRequest, listOpenOf } from '../../store/requests.ts'
import type { DatabaseTransaction } from '../../store/schema.ts'
import type { App } from '../context.ts'
import { isLine, profileFor } from '../invites/check.ts'
import { foldCode, randomCode } from '../invites/code.ts'
import { writeNew } from '../invites/write-new.ts'
import { nameFor } from './bound.ts'
import { mayDecide } from './decide-role.ts'
import { mailApplicant } from './mail.ts'
import { tellOf } from './tell.ts'

export type Deciding = Pick<App, 'config' | 'db' | 'clock' | 'random' | 'observe' | 'serverName'>

/** Characters of what the applicant is told. */
export const longestSentence = 500

/**
 * Decides a request; the first decision stands. Yes makes an invitation for one person, which opens only
 * on the applicant's page. `id`: of the request. Problems: `forbidden`, `request_unknown`,
 * `request_decided`, `request_unbound`, `profile_unknown`, `input_invalid`.
 */
export async function decideRequest(
  app: Deciding,
  id: string,
  decision: Decision,
  actor: Actor,
): Promise<RequestRow> {
  refuseOthers(app, actor)
  const sentence = readSentence(decision)
  const made = await app.db.transaction().execute(async (trx) => {
    const state = decision.kind === 'approve' ? 'approved' : 'declined'
    const end = { state, at: app.clock(), sentence } as const
    const request = await closeRequest(trx, id, end)
    if (!request) throw await whyNotOpen(trx, id)
    const invite =
      decision.kind === 'approve'
        ? await writeInvitation(trx, app, { request, profile: decision.profile, actor })
        : null
    const told = { kind: `request.${state}`, request, actor, invite: invite?.id } as const
    await tellOf(trx, told, app)
    await mailApplicant(trx, { request, invite: invite?.id ?? null }, app)
    return { request, invite }
  })
  if (made.invite) app.observe({ kind: 'invite_made', invite: made.invite.id, actor })
  return made.request
}

/** Declines all undecided requests of the network of this one; returns them. */
export async function declineNetwork(
  app: Deciding,
  id: string,
  sentence: string | undefined,
  actor: Actor,
): Promise<RequestRow[]> {
  refuseOthers(app, actor)
  const request = await findRequest(app.db, id)
  if (!request) throw new Problem('request_unknown')
  const declined: RequestRow[] = []
  for (const each of await listOpenOf(app.db, request.network)) {
    declined.push(...(await declineUnlessDecided(app, each, sentence, actor)))
  }
  return declined
}

async function declineUnlessDecided(
  app: Deciding,
  id: string,
  sentence: string | undefined,
  actor: Actor,
): Promise<RequestRow[]> {
  try {
    return [await decideRequest(app, id, { kind: 'decline', sentence }, actor)]
  } catch (error) {
    const codes = ['request_decided', 'request_unknown']
    if (error instanceof Problem && codes.includes(error.code)) return []
    throw error
  }
}

function refuseOthers(app: Pick<App, 'config'>, actor: Actor): void {
  if (!mayDecide(app, actor)) throw new Problem('forbidden')
}

function readSentence({ sentence = '' }: Decision): string {
  const text = sentence.replaceAll(/\s+/g, ' ').trim()
  if (isLine(text, longestSentence)) return text
  const detail = `A sentence is one line of at most ${longestSentence} characters.`
  throw new Problem('input_invalid', { detail })
}

async function whyNotOpen(trx: DatabaseTransaction, id: string): Promise<Problem> {
  return new Problem((await findRequest(trx, id)) ? 'request_decided' : 'request_unknown')
}

interface Approved {
  request: RequestRow
  /** Undefined: that of the configuration. */
  profile: string | null | undefined
  actor: Actor
}

async function writeInvitation(
  trx: DatabaseTransaction,
  app: Deciding,
  { request, profile, actor }: Approved,
): Promise<InviteRow> {
  const { profile: usual, invitationExpiry } = app.config.requests
  const now = app.clock()
  const code = randomCode(app.random)
  const name = profile === undefined ? usual : profile
  const given = await profileFor(trx, name)
  if (name !== null && !given) throw new Problem('profile_unknown')
  const invite: InviteRow = {
    ...inviteDefaults,
    id: newId(now, app.random),
    code,
    folded: foldCode(code),
    label: `#${request.number}`,
    max_uses: 1,
    expires_at: Math.min(now + invitationExpiry, LAST_INSTANT),
    created_at: now,
    created_by: authorOf(actor),
    profile_id: name,
    for_name: await nameFor(app, request, given),
    request_id: request.id,
  }
  await writeNew(trx, invite, actor, app)
  return invite
}
