/** What lifts the limits of an account at Synapse, as docs/matrix-accounts.md shows it. `userId`: or its place. */
export function liftLimits(userId: string): string {
  return `POST {"messages_per_second": 0, "burst_count": 0} to /_synapse/admin/v1/users/${userId}/override_ratelimit.`
}
