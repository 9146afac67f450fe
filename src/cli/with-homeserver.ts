import type { Homeserver } from '../ports/homeserver.ts'
import type { CommandContext } from './open.ts'

/** Opens the homeserver for the few commands that ask it. */
export async function withHomeserver<T>(
  context: CommandContext,
  work: (homeserver: Homeserver) => Promise<T>,
): Promise<T> {
  const { openHomeserver } = await import('../homeserver/open.ts')
  const { knownName } = await import('../homeserver/client/server-name.ts')
  const serverName = knownName(context.serverName())
  const homeserver = await openHomeserver(context.config, { ...context, serverName })
  try {
    return await work(homeserver)
  } finally {
    await homeserver.close()
  }
}
