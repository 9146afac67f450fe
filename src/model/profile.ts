/** An invitation with the profile is for one name, or for one mail address. */
export type Pinned = 'name' | 'mail'

/** What somebody gets who comes with an invitation. */
export interface Profile {
  /** Its identity: a profile with another name is another profile. */
  name: string
  /** For invitations without a profile; at most one is. */
  isDefault: boolean
  /** Addresses or ids; the space comes first. */
  rooms: readonly string[]
  /** A direct room of the newcomer with the member who invited them. */
  directMessage: boolean
  /** Null: accounts have no end. */
  account: AccountTerm | null
  /** By language tag, shown on the invitation and on the last page. */
  greeting: Readonly<Record<string, string>>
  /** What each of its invitations is bound to. */
  pinned?: Pinned
  /** Whether only operators choose it for an invitation; it may still be the default one, or the allowance's. */
  onlyOperators?: boolean
  /** Uses of its invitations by default; null: unlimited; without it those of the configuration. */
  uses?: number | null
  /** How long they are open by default, in ms; null: for ever. */
  lastsMs?: number | null
}

/** How long an account lasts: then it is suspended, and after the grace deactivated. */
interface AccountTerm {
  days: number
  graceDays: number
}
