import type { Config } from '../model/config.ts'
import type { Random } from '../shared/ids.ts'
import type { Remarks } from '../model/remarks.ts'
import type { Homeserver } from '../ports/homeserver.ts'

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** What the doctor looks at, and with what. */
export interface Patient {
  config: Config
  remarks: Remarks
  homeserver: Homeserver
  /** '' while nobody has said it. */
  serverName: () => string
  /** Milliseconds since 1970. */
  clock: () => number
  random: Random
  /** Asks addresses of the configuration as a browser would. */
  fetch: Fetch
}
