/** If the answer to a registration was lost, our session may be open: the owner's next attempt ends it. */
export const statements = [
  'alter table redemptions add column session_left integer not null default 0',
]
