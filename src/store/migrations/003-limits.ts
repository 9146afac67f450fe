/** What each network has spent of each limit; kept here where several portals share a database. */
export const statements = [
  `create table limits (
    key text primary key,
    spent bigint not null,
    ends_at bigint not null
  )`,
]
