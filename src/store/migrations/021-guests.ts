/** Accounts with an end. `suspended_at` and `ended_at` are decisions, written before they are carried out. */
export const statements = [
  'alter table profiles add column account_ms bigint',
  'alter table profiles add column grace_ms bigint',
  'alter table accounts add column grace_ms bigint',
  'alter table accounts add column extended_at bigint',
  `create index accounts_of_end on accounts (ends_at) where ends_at is not null and ended_at is null`,
  `create index accounts_suspended on accounts (suspended_at)
    where suspended_at is not null and ended_at is null`,
]
