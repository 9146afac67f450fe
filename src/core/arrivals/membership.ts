import type { Bot } from '../../ports/bot.ts'

/** `none`: never in the room, or left. `unknown`: the homeserver did not say. */
export type Membership = 'join' | 'invite' | 'ban' | 'leave' | 'none' | 'unknown'

/** What somebody is in a room. A stranger's state is 404. */
export async function membershipOf(bot: Bot, room: string, address: string): Promise<Membership> {
  const answer = await bot.state(room, 'm.room.member', address)
  if (answer.kind === 'done') return wordOf(answer.value['membership'])
  return answer.kind === 'refused' && answer.status === 404 ? 'none' : 'unknown'
}

/** The same, and whether they did that themselves; null where the homeserver doesn't say. */
export async function lastChangeOf(bot: Bot, room: string, address: string) {
  const answer = await bot.stateEvent(room, 'm.room.member', address)
  if (answer.kind !== 'done') {
    const isMissing = answer.kind === 'refused' && answer.status === 404
    return { membership: isMissing ? ('none' as const) : ('unknown' as const), byThemselves: null }
  }
  const { content, sender } = answer.value
  const { membership } = { ...Object(content ?? answer.value) } as Record<string, unknown>
  const byThemselves = typeof sender === 'string' ? sender === address : null
  return { membership: wordOf(membership), byThemselves }
}

function wordOf(membership: unknown): Membership {
  switch (membership) {
    case 'join':
    case 'invite':
    case 'ban':
    case 'leave':
      return membership
    default:
      return 'none'
  }
}
