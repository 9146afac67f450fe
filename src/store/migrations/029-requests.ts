/**
 * Requests to join. An invitation with a `request_id` opens only on that applicant's page; the unique
 * index keeps a request from making two. No foreign key: requests are deleted first.
 */
export const statements = [
  `create table rules_versions (
    hash text primary key,
    text text not null,
    first_used_at bigint not null
  )`,
  `create table requests (
    id text primary key,
    number bigint not null unique,
    secret_hash text not null unique,
    state text not null,
    network text not null,
    wished_name text not null,
    words text not null,
    answers text not null,
    address text not null,
    mail_id text,
    language text not null,
    rules_hash text references rules_versions (hash),
    made_at bigint not null,
    decided_at bigint,
    sentence text not null,
    erased_at bigint
  )`,
  `create index requests_open on requests (network, id) where state = 'open'`,
  `create index requests_of_state on requests (state, id)`,
  `create table request_vouches (
    request_id text not null references requests (id) on delete cascade,
    mxid text not null,
    made_at bigint not null,
    primary key (request_id, mxid)
  )`,
  `create table request_pages (
    hash text primary key,
    request_id text not null references requests (id) on delete cascade
  )`,
  'create index request_pages_of_request on request_pages (request_id)',
  `create table request_counter (
    id bigint primary key check (id = 1),
    last_number bigint not null
  )`,
  'alter table invites add column request_id text',
  'create unique index invites_of_request on invites (request_id) where request_id is not null',
]
