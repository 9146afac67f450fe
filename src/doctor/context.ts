import type { Config } from '../model/config.ts'
import type { Random } from '../shared/ids.ts'
import type { Remarks } from '../model/remarks.ts'
import type { Homeserver } from '../ports/homeserver.ts'
import type { SignIn } from '../ports/sign-in.ts'

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** What the checks examine, and what they need for it. */
export interface DoctorContext {
  config: Config
  remarks: Remarks
  homeserver: Homeserver
  signIn: SignIn
  /** '' while nobody has said it. */
  serverName: () => string
  /** Milliseconds since 1970. */
  clock: () => number
  random: Random
  /** Requests URLs of the configuration as a browser would. */
  fetch: Fetch
}
