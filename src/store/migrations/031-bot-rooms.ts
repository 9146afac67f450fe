/**
 * What the bot reads and writes in rooms. An event of the inbox is there once (`event`), so it has one
 * answer; `since` of the sync moves in the transaction that fills the inbox.
 */
export const statements = [
  `create table bot_sync (
    user_id text not null primary key,
    since text not null,
    synced_at bigint not null
  )`,
  `create table bot_inbox (
    id text not null primary key,
    event text not null unique,
    kind text not null,
    place text not null,
    room text not null,
    sender text,
    body text not null,
    about text,
    outcome text,
    done_at bigint
  )`,
  'create index bot_inbox_done on bot_inbox (done_at) where done_at is not null',
  `create table bot_people (
    mxid text not null primary key,
    alias text not null,
    room text,
    is_quiet integer not null default 0
  )`,
  `create table bot_posts (
    id text not null primary key,
    about text not null,
    part text not null,
    room text not null,
    event text,
    is_edited integer not null default 0,
    unique (about, part)
  )`,
  'create index bot_posts_of_event on bot_posts (event)',
  'alter table members add column language text',
]
