/**
 * What decides an outcome that is unknown: how late its request may be carried out, since when the
 * name was free by the homeserver's clock, how many requests may have set the password, when the half
 * of an account began to be undone; and that somebody has to be let in by an administrator.
 */
export const statements = [
  'alter table redemptions add column late_ms bigint',
  'alter table redemptions add column free_since bigint',
  'alter table redemptions add column password_requests integer not null default 0',
  'alter table redemptions add column closing_at bigint',
  'alter table redemptions add column awaits_approval integer not null default 0',
]
