import type { BySession, StepResult } from '../../ports/account-actions.ts'
import type { Client } from './client.ts'
import { join, setFirstDisplayName } from './client-server.ts'
import { logIn, logOut } from './sessions.ts'
import { openDirectRoom } from './direct-room.ts'

/** `deviceId`: of the session that a registration opens; default: our own. */
export function bySession(
  client: Client,
  { userId, deviceId }: { userId: (localpart: string) => string; deviceId?: string },
): BySession {
  const device = deviceId === undefined ? {} : { deviceId }
  return {
    actFor: (localpart, token) => {
      const session = { client, userId: userId(localpart), token }
      return {
        setDisplayName: (name) => setFirstDisplayName(client, session.userId, name, token),
        join: (room) => join(client, { ...session, room }),
        openDirectRoom: (wanted) => openDirectRoom(session, wanted),
      }
    },
    end: (token): Promise<StepResult> => logOut(client, token),
    logIn: (localpart, password, visitor) =>
      logIn(client, { localpart, password, visitor, ...device }),
  }
}
