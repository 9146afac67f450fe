/**
 * People who come with a Matrix account that they have: the only table with their addresses. At most one
 * open row per address, and per browser, of an invitation. No profile as a foreign key: names of profiles
 * may be used again.
 */
export const statements = [
  `create table invited_accounts (
    id text primary key,
    invite_id text not null references invites (id),
    invited_by text not null,
    profile_id text,
    address text not null,
    former text,
    attempt text,
    state text not null,
    place text not null,
    reason text,
    cause text,
    is_corrected integer not null default 0,
    tries integer not null default 0,
    held_at bigint not null,
    requests integer not null default 0,
    asked_at bigint,
    invited_at bigint,
    look_at bigint,
    ended_at bigint
  )`,
  `create unique index invited_accounts_open on invited_accounts (invite_id, address)
    where ended_at is null and address <> ''`,
  `create unique index invited_accounts_browser on invited_accounts (invite_id, attempt)
    where ended_at is null and attempt is not null`,
  `create index invited_accounts_look on invited_accounts (look_at) where look_at is not null`,
  `create index invited_accounts_address on invited_accounts (address)`,
]
