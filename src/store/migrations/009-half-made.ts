/**
 * Who has half an account: one row for each, deleted when it is whole or undone. The keys are the
 * bounds: so many numbered slots for a network, and one for a browser.
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
