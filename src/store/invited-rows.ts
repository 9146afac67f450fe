import type { InvitedReason, InvitedState } from '../model/invited-account.ts'

/** Somebody with a Matrix account, invited to the space. Times are integer milliseconds since 1970. */
export interface InvitedAccountRow {
  id: string
  invite_id: string
  /** As in `invites.created_by`. */
  invited_by: string
  /** The name of the profile, which may be deleted. */
  profile_id: string | null
  /** A Matrix id; '' if erased. */
  address: string
  /** The address before it was corrected, until its invitation is taken back. */
  former: string | null
  /** SHA-256 of the attempt key in the browser's cookie. */
  attempt: string | null
  state: InvitedState
  /** What it has of the places of its invitation. */
  place: 'held' | 'used' | 'none'
  reason: InvitedReason | null
  /** What the homeserver said, for operators. */
  cause: string | null
  /** 1: the address was corrected, which is possible once. */
  is_corrected: number
  /** Failed attempts to invite. */
  tries: number
  held_at: number
  /** How often the homeserver was asked to invite: written before it is asked. */
  requests: number
  /** When the last request was sent of which no answer is known: it may still act. */
  asked_at: number | null
  invited_at: number | null
  /** When the membership is looked at again; null: never. */
  look_at: number | null
  ended_at: number | null
}
