/**
 * From where an invitation was used, which only matrix-registration's surface keeps and only where
 * its ip_logging asks for it. Databases of that surface have had the table before.
 */
export const statements = [
  `create table if not exists matrix_registration_addresses (
    invite_id text not null,
    address text not null
  )`,
  `create index matrix_registration_addresses_of_invite on matrix_registration_addresses (invite_id)`,
]
