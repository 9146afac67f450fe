import * as address from '../addresses.ts'
import type { Table } from '../option.ts'
import { absent, optional, required, secret } from '../option.ts'
import * as value from '../values.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** A limit on the sockets and the memory that one homeserver can tie up here. */
const MOST_CALLS = 64

/** What Latchkey stands between: the homeserver, the people outside, its own memory. */
export const connection = {
  homeserver: {
    url: required(
      address.webUrl,
      'http://127.0.0.1:8008',
      'Where Latchkey reaches the homeserver. An inner address is best: the calls carry the registration secret.',
    ),
    serverName: required(
      address.serverName,
      'example.org',
      "The part of people's addresses after the colon, as in `@ana:example.org`. The homeserver calls it `server_name`, too.",
    ),
    registrationSharedSecret: secret(
      required(
        value.secretText(1),
        '/etc/latchkey/registration_shared_secret',
        "The homeserver's `registration_shared_secret`. Whoever knows it can make administrators: keep it in a file that only Latchkey reads.",
      ),
    ),
    timeout: optional(
      value.duration(100, 5 * MINUTE),
      '15s',
      'How long one call to the homeserver may take.',
    ),
    concurrency: optional(
      value.integer(1, MOST_CALLS),
      '4',
      "How many accounts are made at once. Everybody else waits in line, so that a crowd doesn't drown the homeserver.",
    ),
    settleAfter: optional(
      value.duration(100, DAY),
      '90s',
      'When to ask the homeserver whether an account exists whose answer was lost. It has to be longer than a nonce lives there (Synapse: 60 seconds).',
    ),
    caFile: absent(
      value.readableFile,
      '/etc/ssl/private-ca.pem',
      'The certificate authority, in PEM, of a homeserver that no public authority vouches for.',
    ),
  },
  public: {
    url: required(
      address.webUrl,
      'https://example.org/join',
      'The address that invitations begin with, as people see it from outside. A path below your site is fine.',
    ),
    listen: optional(
      address.listen,
      '127.0.0.1:20000',
      'Where the pages for newcomers are served. Your web server passes requests on to it.',
    ),
  },
  database: {
    url: secret(
      optional(
        address.databaseUrl,
        'sqlite:latchkey.db',
        'Where invitations are kept: an SQLite file (`sqlite:` and its path) or PostgreSQL (`postgres://user:password@host/name`).',
      ),
    ),
  },
} satisfies Partial<Table>
