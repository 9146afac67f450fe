/**
 * Addresses from which an invitation was used. Only the matrix-registration program stores them, and only
 * with its ip_logging. Its databases already have the table.
 */
export const statements = [
  `create table if not exists matrix_registration_addresses (
    invite_id text not null,
    address text not null
  )`,
  `create index matrix_registration_addresses_of_invite on matrix_registration_addresses (invite_id)`,
]
