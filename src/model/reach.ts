/** What arrived of a request, and who received it. */
export interface Reach {
  /** The same wherever portals share a database, and nowhere else. */
  proof: string
  path: string
  /** Whether something in front told who is calling, and whether its word counts. */
  told: boolean
  believed: boolean
  /** The caller's address as the portal sees it. */
  address: string | null
}
