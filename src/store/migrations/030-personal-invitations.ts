/**
 * The name that an invitation is for, what a profile decides about its invitations, and the last reminder
 * of an account's end. Of a profile's defaults, 0 means unlimited and never.
 */
export const statements = [
  'alter table invites add column for_name text',
  'alter table profiles add column max_uses bigint',
  'alter table profiles add column lasts_ms bigint',
  'alter table profiles add column pinned text',
  'alter table profiles add column only_operators bigint not null default 0',
  'alter table accounts add column reminded_days bigint',
]
