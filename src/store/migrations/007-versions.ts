/** Which program may still run on the tables, and one row that shows whether a write works. */
export const statements = [
  'alter table migrations add column oldest_program text',
  'create table heartbeat (id bigint primary key, at bigint not null)',
]
