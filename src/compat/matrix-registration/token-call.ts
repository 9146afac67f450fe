import type { Actor } from '../../model/actor.ts'

/** The input of an API call. */
export interface Ask {
  actor: Actor
  /** The token in the path; '' if none. */
  name: string
  url: string
  /** The object in the body; undefined for none. */
  readJson: () => Promise<Record<string, unknown> | undefined>
}
