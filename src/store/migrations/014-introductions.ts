/** The name that a job gives to an account. */
export const statements = ['alter table redemptions add column display_name text']
