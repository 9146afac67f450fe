import { type Actor, authorOf } from '../../model/actor.ts'
import type { Config } from '../../model/config.ts'
import type { Profile } from '../../model/profile.ts'
import { newId } from '../../shared/ids.ts'
import { LAST_INSTANT } from '../../shared/time.ts'
import { inviteDefaults } from '../../store/invite-row.ts'
import type { AllowanceRow } from '../../store/console-rows.ts'
import { Problem } from '../../shared/errors.ts'
import type { Context } from '../context.ts'
import type { SubscriberConfig } from '../events/subscribers.ts'
import { mailInvite, type Recipient, requireMail } from '../mailing/mail-invite.ts'
import { takeAllowance } from '../members/allowance.ts'
import { onlyAuthor } from '../permissions.ts'
import {
  profileFor,
  refuseImpossible,
  refuseName,
  refuseOthersProfile,
  refuseUnbound,
} from './check.ts'
import { foldCode, randomCode, randomWords } from './code.ts'
import { columnsOf, type InviteFields } from './fields.ts'
import type { Invite } from './invite.ts'
import { writeNew } from './write-new.ts'

type Creating = Pick<Context, 'db' | 'clock' | 'random' | 'observe' | 'serverName'> & {
  config: Pick<Config, 'invites' | 'mail' | 'names' | 'homeserver'> & SubscriberConfig
}

export interface NewInvite extends Partial<InviteFields> {
  /** The operator's own code; otherwise one is generated, of words if wanted. */
  code?: string | undefined
  words?: boolean | undefined
  /** Who gets the link by mail: then it is for one person. */
  mailTo?: Recipient | undefined
}

/**
 * Creates an invitation. Uses and expiry default to the profile's, else the configuration's; those of a
 * member are the allowance's. Problems: `mail_off`, `mail_address_invalid`, `input_invalid`, `ends_too_early`, `profile_unknown`, `code_in_use`, and those of `takeAllowance`.
 */
export async function createInvite(
  app: Creating,
  wanted: NewInvite,
  actor: Actor,
): Promise<Invite> {
  const [made] = await createInvites(app, [wanted], actor)
  if (!made) throw new Problem('internal')
  return made
}

/** Creates all of them, or none. Problems: as above. */
export async function createInvites(
  app: Creating,
  wanted: readonly NewInvite[],
  actor: Actor,
): Promise<Invite[]> {
  const member = onlyAuthor(actor, 'invites:create')
  if (wanted.some(({ mailTo }) => mailTo)) requireMail(app.config)
  const made = await app.db.transaction().execute(async (trx) => {
    const wish = member === null ? null : { member, count: wanted.length }
    const allowance = wish && (await takeAllowance(trx, wish, app))
    const invites: Invite[] = []
    for (const one of wanted) {
      const name = allowance ? allowance.profile_id : (one.profile ?? null)
      const profile = await profileFor(trx, name)
      if (name !== null && !profile) throw new Problem('profile_unknown')
      if (one.profile) refuseOthersProfile(profile, actor)
      const invite = newInvite(app, one, { actor, allowance, profile })
      await refuseName(app, one.forName)
      refuseUnbound(invite, profile, one.mailTo !== undefined)
      await writeNew(trx, invite, actor, app)
      if (one.mailTo) await mailInvite(trx, invite, one.mailTo, actor, app)
      invites.push(invite)
    }
    return invites
  })
  for (const { id: invite } of made) app.observe({ kind: 'invite_made', invite, actor })
  return made
}

interface Maker {
  actor: Actor
  /** Of a member. */
  allowance: AllowanceRow | null
  profile: Profile | undefined
}

function newInvite(app: Creating, wanted: NewInvite, { actor, allowance, profile }: Maker): Invite {
  const now = app.clock()
  const code = wanted.code ?? (wanted.words ? randomWords(app.random) : randomCode(app.random))
  const columns = {
    ...columnsOf(defaultsOf(app.config, wanted, profile, now)),
    ...columnsOf(wanted),
    ...(allowance && allowedColumns(allowance, wanted, now)),
    ...(wanted.mailTo && personal(wanted)),
  }
  refuseImpossible({ ...wanted, code, expiresAt: columns.expires_at ?? null }, now)
  return {
    ...inviteDefaults,
    ...columns,
    id: newId(now, app.random),
    code,
    folded: foldCode(code),
    created_at: now,
    created_by: authorOf(actor),
  }
}

/** Defaults of the profile, else of the configuration. The lifetime begins when the invitation opens. */
function defaultsOf(
  { invites }: Pick<Config, 'invites'>,
  { opensAt, forName }: NewInvite,
  profile: Profile | undefined,
  now: number,
) {
  const { uses = invites.defaultUses, lastsMs = invites.defaultExpiry } = profile ?? {}
  const start = Math.max(now, opensAt ?? now)
  const expiresAt = lastsMs === null ? null : Math.min(start + lastsMs, LAST_INSTANT)
  return { uses: typeof forName === 'string' ? 1 : uses, expiresAt }
}

/** What is sent to one address is for one person. Problem: `input_invalid`. */
function personal({ uses = 1 }: NewInvite): Partial<Invite> {
  if (uses === 1) return { max_uses: 1 }
  throw new Problem('input_invalid', {
    detail: 'An invitation that is sent by mail is for one person: leave the uses out.',
  })
}

/** What the allowance decides about a member's invitation. */
function allowedColumns(
  { uses, lasts_ms: lasts, profile_id }: AllowanceRow,
  wanted: NewInvite,
  now: number,
): Partial<Invite> {
  refuseDecided(wanted)
  return { max_uses: uses, expires_at: now + lasts, profile_id }
}

/** Problem `input_invalid` if a member chooses what the allowance decides. */
export function refuseDecided({ code, uses, expiresAt, profile }: NewInvite): void {
  if ([code, uses, expiresAt, profile].every((one) => one === undefined)) return
  throw new Problem('input_invalid', {
    detail: 'The allowance of members decides code, uses, expiry and profile: leave them out.',
  })
}
