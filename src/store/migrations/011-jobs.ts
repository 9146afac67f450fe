/** Delayed work (src/work/queue.ts), and leases for loops that run in one process at a time. */
export const statements = [
  `create table jobs (
    id text primary key,
    kind text not null,
    key text not null,
    payload text not null,
    created_at bigint not null,
    due_at bigint not null,
    attempts bigint not null,
    claimed_by text,
    claimed_until bigint,
    last_error text,
    done_at bigint,
    dead_at bigint
  )`,
  'create unique index jobs_undone on jobs (kind, key) where done_at is null',
  'create index jobs_due on jobs (due_at) where done_at is null and dead_at is null',
  'create index jobs_done on jobs (done_at) where done_at is not null',
  `create table leases (
    name text primary key,
    holder text not null,
    until bigint not null
  )`,
]
