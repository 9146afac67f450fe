import type { Statement } from './list.ts'

/**
 * When a link to a page was last used, and when its owner first opened an app from there. Invited accounts
 * get the indexes of the list of people.
 */
export const statements: Statement[] = [
  'alter table ways_back add column used_at bigint',
  'alter table accounts add column app_opened_at bigint',
  'drop index invited_accounts_address',
  { postgres: 'alter table invited_accounts alter column address type text collate "C"' },
  'create index invited_accounts_address on invited_accounts (address, id)',
  'create index invited_accounts_of_inviter on invited_accounts (invited_by, id)',
]
