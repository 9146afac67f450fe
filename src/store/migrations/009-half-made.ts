/**
 * Half-made accounts: one row each, deleted when the account is complete or undone. The unique keys
 * enforce the limits: a fixed number of slots per network, and one per browser.
 */
export const statements = [
  `create table half_made (
    network text not null,
    slot integer not null,
    browser text unique,
    redemption_id text not null unique,
    primary key (network, slot)
  )`,
]
