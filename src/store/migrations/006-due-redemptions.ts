/** Settling lists open redemptions by id every few seconds; the index skips the ended ones. */
export const statements = [
  'create index redemptions_due on redemptions (id) where ended_at is null',
]
