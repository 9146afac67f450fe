import { databaseName } from '../config/database-name.ts'
import type { Context } from '../core/context.ts'
import { rememberedName } from '../store/server-name.ts'
import { openDatabase } from '../store/database.ts'
import type { Call } from './command.ts'
import { explainDatabase } from '../store/explain-database.ts'
import { Failure } from './failure.ts'
import { usableSettings } from './settings.ts'

/** The dependencies of commands about invitations: without homeserver, log and metrics. */
export interface CommandContext
  extends
    Pick<Context, 'config' | 'db' | 'serverName' | 'clock' | 'random' | 'observe'>,
    AsyncDisposable {
  /** Whether the public address is known: a predecessor's file may lack it. */
  isAddressKnown: boolean
}

/** Reads the configuration and opens its database. With `read`, opening changes nothing. */
export async function openCommandContext(
  call: Call,
  purpose: 'read' | 'write' = 'write',
): Promise<CommandContext> {
  const { config, openDatabase: openOther, matrixRegistration } = await usableSettings(call)
  const { clock, random, stderr } = call.shell
  const now = clock()
  const say = (line: string) => stderr.write(`${line}\n`)
  const opening = openOther
    ? openOther(purpose, { clock, random, say })
    : openDatabase(config.database.url, now, () => {})
  const db = await opening.catch((error: unknown) => {
    throw new Failure(
      `The database ${databaseName(config)} can't be opened: ${explainDatabase(error)}.`,
    )
  })
  const serverName = config.homeserver.serverName || (await rememberedName(db))
  return {
    config,
    db,
    serverName: () => serverName,
    // A command uses one timestamp for everything.
    clock: () => now,
    random,
    observe: () => {},
    isAddressKnown: matrixRegistration?.publicUrlKnown ?? true,
    [Symbol.asyncDispose]: () => db.destroy(),
  }
}
