import type { Homeserver } from '../../ports/homeserver.ts'
import type { Profile } from '../../model/profile.ts'

/**
 * Rooms of these profiles into which newcomers can't be brought, as the homeserver says it: they don't exist, or
 * the administrator of its token can't invite there. What it doesn't say within `waitMs` is not among them.
 */
export async function closedToNewcomers(
  { canJoinRoom }: Pick<Homeserver, 'canJoinRoom'>,
  profiles: readonly Pick<Profile, 'rooms'>[],
  waitMs: number,
): Promise<string[]> {
  if (!canJoinRoom) return []
  const rooms = [...new Set(profiles.flatMap((profile) => profile.rooms))]
  const closed = new Set<string>()
  const { promise: late, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, waitMs)
  const asked = rooms.map(async (room) => {
    if ((await canJoinRoom(room)) === 'no') closed.add(room)
  })
  try {
    await Promise.race([Promise.all(asked), late])
  } finally {
    clearTimeout(timer)
  }
  return rooms.filter((room) => closed.has(room))
}
