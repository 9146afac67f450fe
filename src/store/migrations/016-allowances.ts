/**
 * What members may invite by themselves, personal API tokens, and why an invitation is paused. No
 * counter: what a member has spent is counted from their invitations.
 */
export const statements = [
  `create table allowance (
    id bigint primary key check (id = 1),
    per_month bigint not null,
    uses bigint not null,
    lasts_ms bigint not null,
    profile_id text references profiles (id),
    min_days bigint not null
  )`,
  `create table personal_tokens (
    id text primary key,
    hash text not null unique,
    mxid text not null,
    name text not null,
    permissions text not null,
    made_at bigint not null,
    expires_at bigint not null,
    used_at bigint
  )`,
  'create index personal_tokens_of_member on personal_tokens (mxid, id)',
  'alter table invites add column paused_reason text',
  'create index invites_of_author on invites (created_by, id)',
  'alter table members add column joined_at bigint',
]
