import { findAllowance } from '../../store/allowance.ts'
import type { Actor } from '../../model/actor.ts'
import type { Profile } from '../../model/profile.ts'
import { Problem } from '../../shared/errors.ts'
import { countOpenWithProfile } from '../../store/invites.ts'
import { deleteProfile, listProfiles, saveProfile } from '../../store/profiles.ts'
import type { Context } from '../context.ts'
import { type EventTools, recordEvent } from '../events/record.ts'
import { type Configured, configuredProfile, defaultName } from './effective.ts'
import { type Looking, refuseClosedRooms } from './refuse-closed-rooms.ts'

type Operator = Pick<Context, 'db'> & EventTools

/** All profiles, the default one first: until there is one, what the configuration says. */
export async function allProfiles(app: Configured & Pick<Context, 'db'>): Promise<Profile[]> {
  const profiles = await listProfiles(app.db)
  return profiles.some(replacesConfigured) ? profiles : [configuredProfile(app), ...profiles]
}

function replacesConfigured({ isDefault, name }: Profile): boolean {
  return isDefault || name === defaultName
}

/** Problem: `profile_unknown`. */
export async function profileNamed(
  app: Configured & Pick<Context, 'db'>,
  name: string,
): Promise<Profile> {
  const found = (await allProfiles(app)).find((profile) => profile.name === name)
  if (!found) throw new Problem('profile_unknown')
  return found
}

/**
 * Inserts or replaces profiles by their names: all of them, or none. Problems: `accounts_never_end` and
 * `no_direct_messages`, where a profile wants what the homeserver can't do; `rooms_closed`, which commands
 * don't find out.
 */
export async function writeProfiles(
  app: (Operator & Pick<Context, 'config'>) | (Operator & Looking & Pick<Context, 'config'>),
  profiles: readonly Profile[],
  actor: Actor,
): Promise<void> {
  if (profiles.some(({ account }) => account !== null)) refuseEnds(app.config)
  if (profiles.some(({ directMessage }) => directMessage)) refuseDirectMessages(app.config)
  if ('homeserver' in app) await refuseClosedRooms(app, profiles)
  await app.db.transaction().execute(async (trx) => {
    for (const profile of profiles) {
      await saveProfile(trx, profile)
      await recordEvent(trx, event(app, 'profile.written', actor), app)
    }
  })
}

/** Accounts and closed invitations keep it. Problems: `profile_unknown`; `profile_in_use`. */
export async function removeProfile(app: Operator, name: string, actor: Actor): Promise<void> {
  const now = app.clock()
  await app.db.transaction().execute(async (trx) => {
    if (!(await deleteProfile(trx, name, now))) throw new Problem('profile_unknown')
    if ((await findAllowance(trx))?.profile_id === name) {
      const detail =
        'The allowance of members has it: give it another one (latchkey allowance set).'
      throw new Problem('profile_in_use', { detail })
    }
    const open = await countOpenWithProfile(trx, name, now)
    if (open > 0) {
      const detail = `Open invitations have it: ${open}. Give them another profile, or close them.`
      throw new Problem('profile_in_use', { detail })
    }
    await recordEvent(trx, event(app, 'profile.deleted', actor), app)
  })
}

/** Why no account can be given an end: the administrator's token is missing, or the kind can't. */
export type NoEnds = 'token' | 'kind'

type HomeserverConfig = Pick<Context['config'], 'homeserver'>

export function whyNoEnds({ homeserver }: HomeserverConfig): NoEnds | null {
  if (actsLater(homeserver)) return null
  return homeserver.kind === 'synapse' ? 'token' : 'kind'
}

function refuseEnds(config: Context['config']): void {
  const reason = whyNoEnds(config)
  if (reason === null) return
  const why =
    reason === 'token'
      ? 'Accounts can be given an end only with homeserver.admin_token.'
      : `With homeserver.kind ${config.homeserver.kind} nobody can suspend or deactivate an account.`
  throw new Problem('accounts_never_end', { detail: `${why} Leave out account.` })
}

/** Which kinds have `actFor` or `bySession` (ports/homeserver.ts). */
export function canOpenDirectRooms({ homeserver: { kind } }: HomeserverConfig): boolean {
  return kind !== 'mas-token' && kind !== 'none'
}

function refuseDirectMessages(config: Context['config']): void {
  const { kind } = config.homeserver
  if (canOpenDirectRooms(config)) return
  const why = `With homeserver.kind ${kind} no direct room can be opened for a newcomer.`
  throw new Problem('no_direct_messages', { detail: `${why} Leave out direct_message.` })
}

/** Which drivers have `ends` (ports/homeserver.ts), for commands that open none. */
function actsLater({ kind, adminToken }: Context['config']['homeserver']): boolean {
  return kind === 'mas' || (kind === 'synapse' && adminToken !== null)
}

/** Names of profiles are words of people, so they stay out of events. */
function event({ clock }: Operator, kind: 'profile.written' | 'profile.deleted', actor: Actor) {
  return { at: clock(), actor, kind, subject: null } as const
}
