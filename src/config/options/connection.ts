import * as address from '../addresses.ts'
import { orAuto } from '../combinators.ts'
import { kinds, makingKinds } from '../../ports/homeserver-kinds.ts'
import type { Table } from '../option.ts'
import { absent, filled, neededBy, optional, required, secret } from '../option.ts'
import * as value from '../values.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** Bounds the sockets and the memory that a slow homeserver can occupy. */
const MAX_CONCURRENCY = 64

/** What people write for a kind: the name of a server, or of what it is used with. */
const OTHER_KINDS = {
  'matrix-authentication-service': 'mas',
  tuwunel: 'registration-token',
  continuwuity: 'registration-token',
  conduit: 'registration-token',
  conduwuit: 'registration-token',
  token: 'registration-token',
} as const

/** What Latchkey connects to or listens on: homeserver, MAS, public listener, database. */
export const connection = {
  homeserver: {
    kind: optional(
      value.choice(kinds, OTHER_KINDS),
      'synapse',
      'How accounts are created: `synapse` and `dendrite` use their registration shared secret; `mas` uses matrix-authentication-service, with the password chosen at Latchkey; `mas-token` sends people to the form of MAS; `registration-token` uses a registration token and works with any homeserver; `none` makes no accounts: people come with the Matrix account that they have (docs/matrix-accounts.md), and `homeserver.url` is the server of the bot. docs/homeservers.md says which kind fits; `latchkey config check` detects it.',
    ),
    url: required(
      address.serviceUrl,
      'http://127.0.0.1:8008',
      'The address of the homeserver for Latchkey. Prefer an internal address: the calls carry the registration secret.',
    ),
    serverName: neededBy(
      makingKinds,
      filled(
        address.serverName,
        'example.org',
        "The part of people's addresses after the colon, as in `@ana:example.org`. The homeserver also calls it `server_name`.",
      ),
    ),
    registrationSharedSecret: neededBy(
      ['synapse', 'dendrite'],
      secret(
        absent(
          value.secretText(1),
          '/etc/latchkey/registration_shared_secret',
          "The homeserver's `registration_shared_secret`. Anybody who knows it can create administrators: keep it in a file that only Latchkey can read.",
        ),
      ),
    ),
    registrationToken: neededBy(
      ['registration-token'],
      secret(
        absent(
          value.secretText(1),
          '/etc/latchkey/registration_token',
          'A registration token of the homeserver with unlimited uses. Nobody else should know it.',
        ),
      ),
    ),
    adminToken: secret(
      absent(
        value.secretText(1),
        '/etc/latchkey/admin_token',
        "An administrator's access token of Synapse. With it the form shows whether a name is free before it is submitted.",
      ),
    ),
    timeout: optional(
      value.duration(100, 5 * MINUTE, 's'),
      '15s',
      'Timeout of one call to the homeserver.',
    ),
    concurrency: optional(
      value.integer(1, MAX_CONCURRENCY),
      '8',
      "How many accounts are created at the same time. Further requests wait in a queue, so that a crowd doesn't overload the homeserver.",
    ),
    settleAfter: optional(
      orAuto(value.duration(100, DAY, 's')),
      'auto',
      'If the answer to a request for an account is lost: how long to wait before asking the homeserver whether the account exists. It must be longer than the account can still come to exist. `auto` is what the kind needs: 90 seconds for Synapse, whose nonces live for 60; half a minute for `mas-token`; 5½ minutes for Dendrite and for `mas` (more if the access tokens of MAS live longer); 5½ minutes plus `homeserver.timeout` for `registration-token`. A shorter value can give one use to two people.',
    ),
    caFile: absent(
      value.readableFile,
      '/etc/ssl/private-ca.pem',
      "The certificate authority (PEM) of the homeserver's certificate, if it is not a public one.",
    ),
  },
  mas: {
    url: neededBy(
      ['mas', 'mas-token'],
      absent(
        address.serviceUrl,
        'http://127.0.0.1:8080',
        'The address of matrix-authentication-service for Latchkey. That listener has to serve `oauth`, `discovery` and `adminapi`.',
      ),
    ),
    clientId: neededBy(
      ['mas', 'mas-token'],
      absent(
        value.identifier,
        '01J44QC8BCY7FCFM7WGHQGKMTJ',
        "The id of Latchkey's client in the configuration of MAS: under `clients` and under `policy.data.admin_clients`.",
      ),
    ),
    clientSecret: neededBy(
      ['mas', 'mas-token'],
      secret(
        absent(
          value.secretText(1),
          '/etc/latchkey/mas_client_secret',
          "That client's secret. Anybody who knows it can administer every account.",
        ),
      ),
    ),
    email: optional(
      value.flag,
      'false',
      'Whether the form has an optional field for an e-mail address. Only with `homeserver.kind: mas`.',
    ),
  },
  public: {
    url: required(
      address.webUrl,
      'https://example.org/join',
      'The public address of the pages: every invitation link begins with it. It may have a path.',
    ),
    listen: optional(
      address.listen(20_000),
      '127.0.0.1:20000',
      'The listener for the public pages. Your web server forwards requests to it.',
    ),
    socketMode: absent(
      value.fileMode,
      '0660',
      'The permission bits of the unix socket, if `public.listen` is one. Without it, the umask decides: with that of the systemd unit, only the service can connect.',
    ),
    socketGroup: absent(
      value.group,
      'www-data',
      'The group of the unix socket. The user that runs Latchkey must be a member.',
    ),
  },
  database: {
    url: secret(
      optional(
        address.databaseUrl,
        'sqlite:latchkey.db',
        'Where invitations are stored: an SQLite file (`sqlite:` and its path) or PostgreSQL (`postgres://user:password@host/name`).',
      ),
    ),
  },
} satisfies Partial<Table>
