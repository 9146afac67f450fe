import { randomBytes } from 'node:crypto'
import type { Config } from '../../src/model/config.ts'
import type { Homeserver } from '../../src/ports/homeserver.ts'
import { knownName } from '../../src/homeserver/client/server-name.ts'
import { openHomeserver } from '../../src/homeserver/open.ts'
import { testConfig } from '../support/config.ts'

interface Given extends Partial<Config['homeserver']> {
  mas?: Partial<Config['mas']>
  clock?: () => number
}

/** The driver for a configuration, opened as the program does. */
export function openDriver({
  mas = {},
  clock = Date.now,
  ...homeserver
}: Given): Promise<Homeserver> {
  const config = testConfig({ homeserver: { timeout: 5_000, ...homeserver }, mas })
  const serverName = knownName(config.homeserver.serverName)
  return openHomeserver(config, { observe: () => {}, clock, random: randomBytes, serverName })
}

/** A URL at which nothing listens. */
export const nowhere = 'http://127.0.0.1:9'
