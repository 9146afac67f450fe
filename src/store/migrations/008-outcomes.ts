/**
 * Facts that decide an unknown outcome: how late the request can take effect, since when the name was
 * free by the homeserver's clock, how many requests may have set the password, when undoing a half-made
 * account began. And whether an administrator has to approve the account.
 */
export const statements = [
  'alter table redemptions add column late_ms bigint',
  'alter table redemptions add column free_since bigint',
  'alter table redemptions add column password_requests integer not null default 0',
  'alter table redemptions add column closing_at bigint',
  'alter table redemptions add column awaits_approval integer not null default 0',
]
