/** Settling walks through what is open by its id, every few seconds: never through what has ended. */
export const statements = [
  'create index redemptions_due on redemptions (id) where ended_at is null',
]
