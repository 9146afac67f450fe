/** A session of ours may be open with an account whose answer was lost: its owner's next press ends it. */
export const statements = [
  'alter table redemptions add column session_left integer not null default 0',
]
