/** The same SQL for SQLite and PostgreSQL. */
export const statements = [
  `create table invites (
    id text primary key,
    code text not null unique,
    folded text,
    label text not null,
    max_uses bigint,
    used bigint not null default 0 check (used >= 0),
    held bigint not null default 0 check (held >= 0),
    opens_at bigint,
    expires_at bigint,
    paused_at bigint,
    revoked_at bigint,
    deleted_at bigint,
    created_at bigint not null,
    created_by text not null,
    last_used_at bigint
  )`,
  `create index invites_folded on invites (folded)`,
  `create table redemptions (
    id text primary key,
    invite_id text not null references invites (id),
    localpart text not null,
    attempt text,
    held_at bigint not null,
    asked_at bigint,
    known_free integer,
    ended_at bigint,
    outcome text
  )`,
  // At most one open redemption per name.
  `create unique index redemptions_open on redemptions (localpart) where ended_at is null`,
  `create index redemptions_of_invite on redemptions (invite_id, localpart)`,
  `create table audit (
    id text primary key,
    at bigint not null,
    actor text not null,
    event text not null,
    invite_id text,
    detail text not null
  )`,
  `create index audit_of_invite on audit (invite_id, id)`,
  `create table secrets (name text primary key, value text not null)`,
]
