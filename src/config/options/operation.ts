import * as address from '../addresses.ts'
import type { Table } from '../option.ts'
import { absent, optional, secret } from '../option.ts'
import * as value from '../values.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** How the program behaves while it runs. */
export const operation = {
  private: {
    listen: optional(
      address.listen,
      '127.0.0.1:20001',
      'Where the API, `/health`, `/ready` and `/metrics` are served, for you and your scripts alone.',
    ),
    hosts: optional(
      address.hosts,
      '',
      'Further names by which your own programs call the private listener. A request under any other name is refused, which keeps foreign web pages out.',
    ),
    allowPublic: optional(
      value.flag,
      'false',
      'Has to be true before the private listener opens on an address that others may reach, such as 0.0.0.0 in a container.',
    ),
  },
  admin: {
    secret: secret(
      absent(
        value.secretText(16),
        '/etc/latchkey/admin_secret',
        'What scripts show to the API, as a Bearer token: at least 16 characters, for example from `openssl rand -hex 24`. Without it the API is off; the command line needs none.',
      ),
    ),
  },
  redemptions: {
    wait: optional(
      value.duration(0, MINUTE),
      '3s',
      'How long somebody waits for a place while others are just taking the last ones, before a page says that one may come free.',
    ),
  },
  retention: {
    redemptions: optional(
      value.orWord(value.duration(DAY, 36500 * DAY), 'never'),
      'never',
      'After how long it is forgotten who joined and who tried to. Every use stays counted.',
    ),
    audit: optional(
      value.orWord(value.duration(DAY, 36500 * DAY), 'never'),
      'never',
      'After how long it is forgotten what was done to an invitation.',
    ),
  },
  proxies: {
    trusted: optional(
      address.networks,
      '127.0.0.1, ::1',
      "The web servers in front of Latchkey: their word on who is calling is believed (X-Forwarded-For, Forwarded), nobody else's. The word `unix` stands for whoever may open a unix socket.",
    ),
  },
  limits: {
    wrongCodes: optional(
      value.rate,
      '20 per 10 minutes',
      "Codes that don't exist, so that nobody finds one by trying.",
    ),
    failedPosts: optional(
      value.rate,
      '30 per 10 minutes',
      'Presses that wait for a place while others hold all of them. Beyond it, the answer comes at once.',
    ),
    nameChecks: optional(
      value.rate,
      '60 per minute',
      'Answers on whether a name is free: to the page while somebody types, and to a form that a name is taken.',
    ),
    failedSecrets: optional(value.rate, '10 per 10 minutes', 'Wrong secrets at the API.'),
  },
  log: {
    level: optional(
      value.choice(['trace', 'debug', 'info', 'warn', 'error']),
      'info',
      'The least important line that is logged. No level logs a secret, a code or a password.',
    ),
    format: optional(
      value.choice(['auto', 'human', 'json']),
      'auto',
      'How lines look: `human` to read, `json` for machines, `auto` for the one on a terminal and the other elsewhere.',
    ),
  },
} satisfies Partial<Table>
