import * as address from '../addresses.ts'
import type { Table } from '../option.ts'
import { absent } from '../option.ts'

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
  },
} satisfies Partial<Table>
