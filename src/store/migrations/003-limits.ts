/** Points spent per network and rate limit, for portals that share a database. */
export const statements = [
  `create table limits (
    key text primary key,
    spent bigint not null,
    ends_at bigint not null
  )`,
]
