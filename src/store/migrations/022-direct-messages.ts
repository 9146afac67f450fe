/** Whether newcomers get a direct room with the member who invited them. */
export const statements = [
  'alter table profiles add column direct_message integer not null default 0',
]
