/** For homeservers where an account takes two steps, and for changing the kind of homeserver. */
export const statements = [
  `alter table redemptions add column account_ref text`,
  `alter table redemptions add column asked_of text`,
]
