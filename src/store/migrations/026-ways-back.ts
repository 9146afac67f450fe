/**
 * Links to the page of an account. No foreign key: the account may still be in the making, and its row may
 * be purged first.
 */
export const statements = [
  `create table ways_back (
    hash text primary key,
    account text not null,
    expires_at bigint not null
  )`,
  'create index ways_back_of_account on ways_back (account)',
  'create index ways_back_over on ways_back (expires_at)',
]
