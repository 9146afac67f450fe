import * as address from '../addresses.ts'
import { kinds } from '../../ports/homeserver-kinds.ts'
import type { Table } from '../option.ts'
import { absent, neededBy, optional, required, secret } from '../option.ts'
import * as value from '../values.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** A limit on the sockets and the memory that one homeserver can tie up here. */
const MOST_CALLS = 64

/** What Latchkey stands between: the homeserver, the people outside, its own memory. */
export const connection = {
  homeserver: {
    kind: optional(
      value.choice(kinds),
      'synapse',
      'How the homeserver makes accounts: `synapse` and `dendrite` with their registration shared secret, `mas` with matrix-authentication-service (Latchkey asks for the password) or `mas-token` (its own form does), `registration-token` with a registration token, at any homeserver. docs/homeservers.md says which one is yours; `latchkey config check` finds it out.',
    ),
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
    registrationSharedSecret: neededBy(
      ['synapse', 'dendrite'],
      secret(
        absent(
          value.secretText(1),
          '/etc/latchkey/registration_shared_secret',
          "The homeserver's `registration_shared_secret`. Whoever knows it can make administrators: keep it in a file that only Latchkey reads.",
        ),
      ),
    ),
    registrationToken: neededBy(
      ['registration-token'],
      secret(
        absent(
          value.secretText(1),
          '/etc/latchkey/registration_token',
          'A registration token of the homeserver that may be used any number of times. Nobody else should know it.',
        ),
      ),
    ),
    adminToken: secret(
      absent(
        value.secretText(1),
        '/etc/latchkey/admin_token',
        "An administrator's access token of Synapse. With it the form can say whether a name is free before it is sent.",
      ),
    ),
    timeout: optional(
      value.duration(100, 5 * MINUTE),
      '15s',
      'How long one call to the homeserver may take.',
    ),
    concurrency: optional(
      value.integer(1, MOST_CALLS),
      '8',
      "How many accounts are made at once. Everybody else waits in line, so that a crowd doesn't drown the homeserver.",
    ),
    settleAfter: optional(
      value.orAuto(value.duration(100, DAY)),
      'auto',
      'When to ask the homeserver whether an account exists whose answer was lost: only when it can no longer come to exist. `auto` is what the kind needs: 90 seconds for Synapse, whose nonces live for 60, half a minute for `mas-token`, 5½ minutes for Dendrite and for `mas` (more if the access tokens of MAS live longer), and 5½ minutes with `homeserver.timeout` added for `registration-token`. A shorter value can give one use to two people.',
    ),
    caFile: absent(
      value.readableFile,
      '/etc/ssl/private-ca.pem',
      'The certificate authority, in PEM, of a homeserver that no public authority vouches for.',
    ),
  },
  mas: {
    url: neededBy(
      ['mas', 'mas-token'],
      absent(
        address.webUrl,
        'http://127.0.0.1:8080',
        'Where Latchkey reaches matrix-authentication-service. This listener of it has to serve `oauth`, `discovery` and `adminapi`.',
      ),
    ),
    clientId: neededBy(
      ['mas', 'mas-token'],
      absent(
        value.line(100),
        '01J44QC8BCY7FCFM7WGHQGKMTJ',
        'The id of the client that stands for Latchkey in MAS, under `clients` and under `policy.data.admin_clients`.',
      ),
    ),
    clientSecret: neededBy(
      ['mas', 'mas-token'],
      secret(
        absent(
          value.secretText(1),
          '/etc/latchkey/mas_client_secret',
          "That client's secret. Whoever knows it administers every account.",
        ),
      ),
    ),
    email: optional(
      value.flag,
      'false',
      'Whether the form asks newcomers for an e-mail address, which they may leave out. Only with `homeserver.kind: mas`.',
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
