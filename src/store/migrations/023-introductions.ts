/**
 * What is done for each newcomer, step by step, and the sessions that do it where only the registration's
 * own can. The tokens are sealed (src/shared/seal.ts).
 */
export const statements = [
  `create table introductions (
    redemption_id text not null,
    step text not null,
    state text not null default 'waiting',
    cause text,
    changed_at bigint not null,
    primary key (redemption_id, step)
  )`,
  `create table introduction_sessions (
    redemption_id text primary key,
    sealed text not null,
    made_at bigint not null
  )`,
]
