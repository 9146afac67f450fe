import type { Config } from '../model/config.ts'
import { openReader, type Reader } from '../store/reader.ts'

/** The rooms of all profiles; those of the configuration while the database can't be read. */
export async function readProfileRooms(
  config: Pick<Config, 'database' | 'community'>,
): Promise<string[]> {
  const configured = [...config.community.rooms]
  try {
    await using reader = await openReader(config.database.url)
    if (!reader || !(await reader.has('profiles'))) return configured
    return await profileRooms(reader, configured)
  } catch {
    // The examination of the database reports it.
    return configured
  }
}

/** While no profile is the default one, the rooms of the configuration stand for it. */
export async function profileRooms(
  reader: Reader,
  configured: readonly string[],
): Promise<string[]> {
  const profiles = await reader.rows(
    'select rooms, is_default from profiles where deleted_at is null',
  )
  const hasDefault = profiles.some((row) => row['is_default'] === 1)
  const named = profiles.flatMap((row) => JSON.parse(String(row['rooms'])) as string[])
  return [...new Set([...(hasDefault ? [] : configured), ...named])]
}
