/**
 * Profiles, and a row for each account that an invitation created. No foreign key to the redemption,
 * which may be purged first. Existing accounts have no profile.
 */
export const statements = [
  `create table profiles (
    id text primary key,
    name text not null unique,
    is_default integer not null default 0
  )`,
  'create unique index profiles_default on profiles (is_default) where is_default = 1',
  'alter table invites add column profile_id text references profiles (id)',
  `create table accounts (
    redemption_id text primary key,
    localpart text not null,
    invite_id text not null references invites (id),
    invited_by text not null,
    profile_id text references profiles (id),
    made_at bigint not null,
    ends_at bigint,
    suspended_at bigint,
    ended_at bigint
  )`,
  'create index accounts_of_name on accounts (localpart)',
  `insert into accounts (redemption_id, localpart, invite_id, invited_by, made_at)
    select redemptions.id, localpart, invite_id, created_by, coalesce(ended_at, held_at)
    from redemptions join invites on invites.id = invite_id
    where outcome = 'created'`,
]
