import type { BotFailure } from '../../ports/bot.ts'
import type { Refused } from '../../ports/account-creation.ts'
import type { MasAdmin } from '../mas/mas-admin.ts'
import { openPersonalSession, revokeSession } from '../mas/mas-users.ts'
import { botDevice } from './device.ts'
import type { Tokens } from './session.ts'

/** How long a session lasts, and when it is renewed. */
const lastsSeconds = 300
const renewedAfterMs = 200_000

/** Short sessions that MAS opens for the bot; each is revoked when the next one is open, or at the end. */
export function masTokens(admin: MasAdmin, masId: string, clock: () => number): Tokens {
  let current: ReturnType<typeof openPersonalSession> | undefined
  let renewAt = 0
  const renew = async (old: typeof current) => {
    const opened = await openPersonalSession(admin, masId, { lastsSeconds, device: botDevice })
    if (!('token' in opened)) renewAt = 0
    await revoke(admin, await old)
    return opened
  }
  return {
    current: async () => {
      if (clock() >= renewAt || current === undefined) {
        renewAt = clock() + renewedAfterMs
        current = renew(current)
      }
      const session = await current
      return 'token' in session ? session : asFailure(session)
    },
    forget: () => void (renewAt = 0),
    close: async () => revoke(admin, await current),
  }
}

async function revoke(
  admin: MasAdmin,
  session: Awaited<ReturnType<typeof openPersonalSession>> | undefined,
): Promise<void> {
  if (session && 'token' in session) await revokeSession(admin, session.id)
}

export function asFailure({ reason, cause = reason, retryAfterMs }: Refused): BotFailure {
  if (reason === 'homeserver_busy') {
    return { kind: 'limited', ...(retryAfterMs !== undefined && { retryAfterMs }) }
  }
  return { kind: 'unanswered', sent: false, cause: `MAS: ${cause}` }
}
