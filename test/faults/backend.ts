import type { SynapseAddress } from '../../tools/synapse.ts'
import type { Config } from '../../src/model/config.ts'
import type { Answer } from './answers.ts'
import type { Newcomer } from './people.ts'
import type { Fault, Kind } from './points.ts'

/** The homeserver of the histories, real or a stand-in, and how the portals use it. */
export interface Backend extends AsyncDisposable {
  url: string
  /** Of a real homeserver. */
  at?: SynapseAddress
  /** Part of the portals' configuration, without the URLs. */
  homeserver: Partial<Config['homeserver']> & { kind: Config['homeserver']['kind'] }
  mas?: Partial<Config['mas']>
  /** The requests that the portals make here. */
  kinds: readonly Kind[]
  /** In a registration with stages: the stage that creates the account. */
  lastStage?: string
  /**
   * Lifetime of nonces and sessions, in ms. Only the portals' clocks move, so the proxy invalidates older
   * ones. Undefined if the stand-in's clock moves, too.
   */
  preparedTtlMs?: number
  /** Advances the stand-in's clock, in ms. */
  passed?: (ms: number) => void
  /** Creates an account without the portal. */
  makeStranger: (localpart: string, password: string) => Promise<void>
  /** The owner of an account chooses a display name. */
  rename?: (localpart: string) => Promise<void>
  /** The owner, or MAS's operator, deactivates an account. Its name stays taken. */
  deactivate: (localpart: string, password: string) => Promise<void>
  /** Whether the name and the password can sign in. */
  owns: (localpart: string, password: string) => Promise<boolean>
  /** Injected responses that depend on the homeserver. */
  answers?: Partial<Record<Fault, Answer>>
  /** What a person with `goesOn` does at the homeserver after the portal's response. */
  goOn?: (newcomer: Newcomer) => Promise<void>
  /** The welcome hands over to the homeserver's own form, which creates the account. */
  handsOver?: boolean
  /** Whether an account was deactivated. Its name stays taken. */
  isBurnt?: (localpart: string) => boolean
  /** Whether the homeserver has seen a login to an account. */
  isInUse?: (localpart: string) => boolean
  /** How many devices that the portal opened somebody has. */
  devices?: (localpart: string) => Promise<number>
  /** Violations of the homeserver's own rules for these people. */
  broken?: (newcomers: Newcomer[], open: ReadonlySet<string>) => string[]
}
