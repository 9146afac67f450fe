import * as address from '../addresses.ts'
import { orWord } from '../combinators.ts'
import type { Table } from '../option.ts'
import { absent, optional, secret } from '../option.ts'
import * as value from '../values.ts'
import { webhooks } from '../webhooks.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** How the program behaves while it runs. */
export const operation = {
  private: {
    listen: optional(
      address.listen(20_001),
      '127.0.0.1:20001',
      'The listener for the API, `/health`, `/ready` and `/metrics`, for you and your scripts only.',
    ),
    socketMode: absent(
      value.fileMode,
      '0660',
      'As `public.socket_mode`, for `private.listen`. Every process that can connect reads `/metrics`.',
    ),
    socketGroup: absent(value.group, 'www-data', 'As `public.socket_group`, for `private.listen`.'),
    hosts: optional(
      address.hosts,
      '',
      'Additional host names of the private listener. A request with any other host name is refused, which protects against DNS rebinding by web pages.',
    ),
    allowPublic: optional(
      value.flag,
      'false',
      'Must be true to open the private listener on an address that others may reach, such as 0.0.0.0 in a container.',
    ),
  },
  admin: {
    secret: secret(
      absent(
        value.secretText(16),
        '/etc/latchkey/admin_secret',
        'The Bearer token of the API: at least 16 characters, for example from `openssl rand -hex 24`. Without it the API is off. The command line works without it.',
      ),
    ),
  },
  webhooks: secret(
    optional(
      webhooks,
      '',
      'Each with `url` and `secret`, and perhaps `events` (a list, all by default) and `allow_private: true` for an address in a private range.',
    ),
  ),
  console: {
    operators: optional(
      address.people,
      '',
      'Who may do everything in the console, besides the administrators of the homeserver. Put each in quotes, because of the @.',
    ),
    listen: optional(
      value.choice(['public', 'private', 'off']),
      'public',
      'Where the console is: below `public.url`, on the private listener, or nowhere.',
    ),
    moderatorsFrom: absent(
      address.room,
      '#moderators:example.org',
      'A room whose moderators (power level 50 and above) are moderators here. Put it in quotes, because of the #.',
    ),
  },
  redemptions: {
    wait: optional(
      value.duration(0, MINUTE, 's'),
      '3s',
      'If all remaining places are held by people who are signing up: how long a request waits for one before the page says that a place may come free.',
    ),
  },
  retention: {
    redemptions: optional(
      orWord(value.duration(DAY, 36500 * DAY, 'd'), 'never'),
      'never',
      'How long to keep who joined and who tried to. Every use stays counted.',
    ),
    audit: optional(
      orWord(value.duration(DAY, 36500 * DAY, 'd'), 'never'),
      'never',
      'How long to keep the history of changes to invitations.',
    ),
  },
  proxies: {
    trusted: optional(
      address.networks,
      '127.0.0.1, ::1',
      "The web servers in front of Latchkey. Only from them is the visitor's address accepted (X-Forwarded-For, Forwarded). The word `unix` means any peer of a unix socket.",
    ),
  },
  limits: {
    wrongCodes: optional(
      value.rate,
      '20 per 10 minutes',
      "Requests with a code that doesn't exist, so that nobody finds one by guessing.",
    ),
    failedPosts: optional(
      value.rate,
      '30 per 10 minutes',
      'Submitted forms that wait for a place while others hold all of them. Beyond the limit the answer comes without waiting.',
    ),
    nameChecks: optional(
      value.rate,
      '60 per minute',
      'Answers whether a name is free: to the page while somebody types, and to a form whose name is taken.',
    ),
    failedSecrets: optional(value.rate, '10 per 10 minutes', 'API requests with a wrong secret.'),
  },
  log: {
    level: optional(
      value.choice(['trace', 'debug', 'info', 'warn', 'error'], {
        verbose: 'debug',
        all: 'trace',
        critical: 'error',
        fatal: 'error',
        notice: 'info',
      }),
      'info',
      'The lowest level that is logged. No level logs a secret, a code or a password.',
    ),
    format: optional(
      value.choice(['auto', 'human', 'json'], {
        text: 'human',
        pretty: 'human',
        plain: 'human',
      }),
      'auto',
      'The format of log lines: `human` for people, `json` for machines, `auto` for `human` on a terminal and `json` elsewhere.',
    ),
  },
} satisfies Partial<Table>
