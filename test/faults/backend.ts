import type { Config } from '../../src/model/config.ts'
import type { Answer } from './answers.ts'
import type { Newcomer } from './people.ts'
import type { Fault, Kind } from './points.ts'

/** A homeserver at which histories happen, real or a stand-in, and how the portals use it. */
export interface Backend extends AsyncDisposable {
  url: string
  /** Of the portals' configuration, without the addresses. */
  homeserver: Partial<Config['homeserver']> & { kind: Config['homeserver']['kind'] }
  mas?: Partial<Config['mas']>
  /** The requests that the portals make here. */
  kinds: readonly Kind[]
  /** Of a registration with stages, the one that makes the account. */
  lastStage?: string
  /**
   * For how long what was prepared can be used, in ms: time passes for the portals only, so the proxy
   * spoils what is older. Undefined where the stand-in itself is told of the time.
   */
  preparedTtlMs?: number
  /** So much time has passed, in ms, as the stand-in is told. */
  passed?: (ms: number) => void
  /** Makes an account past the portal. */
  makeStranger: (localpart: string, password: string) => Promise<void>
  /** Its owner, or MAS's operator, gives an account up: nobody can have the name any more. */
  deactivate: (localpart: string, password: string) => Promise<void>
  /** Whether the name and the password open an account. */
  owns: (localpart: string, password: string) => Promise<boolean>
  /** What is answered in its place, where that is not the same everywhere. */
  answers?: Partial<Record<Fault, Answer>>
  /** What a person does there by themselves after the portal has answered, if they go on (`goesOn`). */
  goOn?: (newcomer: Newcomer) => Promise<void>
  /** Being welcomed is being handed over to the homeserver's own form, which makes the account. */
  handsOver?: boolean
  /** Whether an account was shut, so that nobody can have the name any more. */
  isBurnt?: (localpart: string) => boolean
  /** Whether somebody has signed in to an account, as the homeserver knows. */
  isInUse?: (localpart: string) => boolean
  /** What of its own rules has been broken, about these people. */
  broken?: (newcomers: Newcomer[], open: ReadonlySet<string>) => string[]
}
