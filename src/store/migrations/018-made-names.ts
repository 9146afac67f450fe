/**
 * The name of an account whose owner chose another one in the homeserver's own form; '' if it is not known,
 * null for the name that was wished.
 */
export const statements = ['alter table redemptions add column made_as text']
