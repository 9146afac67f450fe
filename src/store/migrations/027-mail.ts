/**
 * Mail. Addresses stand in one table, so that erasing a person has one place to erase; a delivery knows
 * them by id alone. Texts are rendered when they are sent and never stored.
 */
export const statements = [
  `create table mail_addresses (
    id text primary key,
    address text not null,
    language text not null,
    invite_id text,
    owner text unique,
    added_at bigint not null
  )`,
  'create index mail_addresses_of_invite on mail_addresses (invite_id)',
  `create table mail_deliveries (
    id text primary key,
    kind text not null,
    address_id text not null,
    subject text not null,
    occasion text not null,
    state text not null,
    reason text,
    said text,
    attempts integer not null,
    made_at bigint not null,
    tried_at bigint,
    unique (address_id, kind, subject, occasion)
  )`,
  'create index mail_deliveries_of_subject on mail_deliveries (subject)',
  `create index mail_deliveries_in_trouble on mail_deliveries (tried_at) where reason is not null`,
  `create table mail_words (
    kind text not null,
    language text not null,
    subject text not null,
    body text not null,
    changed_at bigint not null,
    primary key (kind, language)
  )`,
]
