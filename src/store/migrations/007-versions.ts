/** The oldest program that supports the tables, and a row for testing that a write works. */
export const statements = [
  'alter table migrations add column oldest_program text',
  'create table heartbeat (id bigint primary key, at bigint not null)',
]
