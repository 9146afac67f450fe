import * as address from '../addresses.ts'
import type { Table } from '../option.ts'
import { absent, optional } from '../option.ts'

/** The rooms of the bot. */
export const bot = {
  bot: {
    room: absent(
      address.room,
      '#invites:example.org',
      'A private room, not encrypted, in which the bot takes commands such as `!invite`. Put it in quotes, because of the #.',
    ),
    moderatorsRoom: absent(
      address.room,
      '#moderators:example.org',
      'A private room, perhaps encrypted, in which the bot posts requests to join, to be decided by a ✅ or ❌. Put it in quotes, because of the #.',
    ),
    servers: optional(
      address.hosts,
      '',
      'Servers from which people may come with an account of their own, although their names lead to no public server: names without a dot, such as `localhost:8448`. Your own server and all public names are fine.',
    ),
  },
} satisfies Partial<Table>
