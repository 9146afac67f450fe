import type { Config } from '../model/config.ts'
import type { Random } from '../core/invites/code.ts'
import type { Finding } from '../shared/finding.ts'
import type { Homeserver } from '../ports/homeserver.ts'

/** What reading the configuration said besides the configuration itself, in sentences. */
export interface Remarks {
  /** What it was read from, as the begin of a sentence. */
  source: string
  /** What works, but probably not as somebody wants it. */
  warnings: readonly string[]
  /** Files with secrets that others can read. */
  exposed: readonly string[]
  /** Where the file is matrix-registration's: whether it says where people reach the pages. */
  matrixRegistration?: { publicUrlKnown: boolean }
  /** What became of a predecessor's database. */
  examineOld?: () => Promise<Finding[]>
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** What the doctor looks at, and with what. */
export interface Patient {
  config: Config
  remarks: Remarks
  homeserver: Homeserver
  /** Milliseconds since 1970. */
  clock: () => number
  random: Random
  /** Asks addresses of the configuration as a browser would. */
  fetch: Fetch
}
