/** `left`: nobody but the newcomer can do it any more. */
export type IntroductionState = 'waiting' | 'done' | 'left'

/** One step of an introduction: the display name, a room, or the direct room. */
export interface IntroductionRow {
  redemption_id: string
  /** `name`, `room-…` (a digest of its address) or `dm`. */
  step: string
  state: IntroductionState
  /** Why the last attempt failed, for operators, without secrets and names; null after a success. */
  cause: string | null
  changed_at: number
}

/** The session of a registration, kept until the introduction has ended. */
export interface IntroductionSessionRow {
  redemption_id: string
  /** The access token, sealed. */
  sealed: string
  made_at: number
}
