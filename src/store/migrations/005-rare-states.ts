/** Partial indexes for listing rare states, which would otherwise scan all invitations. */
export const statements = [
  `create index invites_paused on invites (id) where paused_at is not null`,
  `create index invites_revoked on invites (id) where revoked_at is not null`,
  `create index invites_scheduled on invites (id) where opens_at is not null`,
]
