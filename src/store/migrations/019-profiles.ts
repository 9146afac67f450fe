/** What a profile gives: lists and texts as JSON. The id of a profile is its name. */
export const statements = [
  `alter table profiles add column rooms text not null default '[]'`,
  'alter table profiles add column deleted_at bigint',
  `alter table profiles add column greeting text not null default '{}'`,
]
