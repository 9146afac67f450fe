/** How each webhook fares. The times are by the database's clock. */
export const statements = [
  `create table webhooks (
    id text primary key,
    terms text not null,
    sent_at bigint,
    failing_since bigint,
    failures bigint not null default 0,
    retry_at bigint,
    fault text,
    status bigint,
    paused_at bigint
  )`,
]
