import type { Actor } from '../../model/actor.ts'

/** What a call of an API is about. */
export interface Ask {
  actor: Actor
  /** The token that the path names; '' where it names none. */
  name: string
  url: string
  /** The object in the body; undefined for none. */
  readJson: () => Promise<Record<string, unknown> | undefined>
}
