/** Why an attempt made no account, or is undecided: a word, and what the homeserver said. */
export const statements = [
  'alter table redemptions add column reason text',
  'alter table redemptions add column cause text',
]
