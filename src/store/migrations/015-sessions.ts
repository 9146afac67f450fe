/**
 * The console: who has signed in, their sessions, attempts to sign in, and one-time links. Of each secret
 * only the hash is kept. `seen_role` is what the homeserver told at the last sign-in.
 */
export const statements = [
  `create table members (
    mxid text primary key,
    named_role text,
    seen_role text,
    standing text not null default 'good',
    first_seen_at bigint not null,
    signed_in_at bigint,
    asked_at bigint
  )`,
  `create table sessions (
    id text primary key,
    token_hash text not null unique,
    mxid text,
    way text not null,
    browser text not null,
    made_at bigint not null,
    seen_at bigint not null,
    expires_at bigint not null
  )`,
  'create index sessions_of_member on sessions (mxid)',
  `create table sign_ins (
    state_hash text primary key,
    browser_hash text not null,
    way text not null,
    verifier text not null,
    next_path text not null,
    expires_at bigint not null
  )`,
  `create table console_links (
    hash text primary key,
    mxid text,
    expires_at bigint not null
  )`,
]
