import type { Profile } from '../../model/profile.ts'
import type { Context } from '../context.ts'
import { configuredProfile } from './effective.ts'
import { listAllProfiles } from '../../store/profiles.ts'

/** How old the profiles of a page may be, in ms: changes come from other processes, too. */
const ttlMs = 2_000

/** The profile of an invitation, memoized: each page needs one. */
export type ProfileOf = (invite: { profile_id: string | null }) => Promise<Profile>

export function createRecentProfiles(
  app: Pick<Context, 'db' | 'clock'>,
  configNow: () => Context['config'],
): ProfileOf {
  let loadedAt = -Infinity
  let loaded: Promise<ReadonlyMap<string | null, Profile>> | undefined
  const load = async () => {
    const profiles = await listAllProfiles(app.db)
    const byDefault = profiles.find(({ isDefault }) => isDefault)
    const named = profiles.map((profile) => [profile.name, profile] as const)
    return new Map<string | null, Profile>([
      ...named,
      ...(byDefault ? [[null, byDefault] as const] : []),
    ])
  }
  const recent = () => {
    const now = app.clock()
    if (loaded && now >= loadedAt && now < loadedAt + ttlMs) return loaded
    loadedAt = now
    loaded = load()
    loaded.catch(() => (loadedAt = -Infinity))
    return loaded
  }
  return async ({ profile_id: name }) =>
    (await recent()).get(name) ?? configuredProfile({ config: configNow() })
}
