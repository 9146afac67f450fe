import * as address from '../addresses.ts'
import { list, orWord } from '../combinators.ts'
import type { Table } from '../option.ts'
import { absent, optional } from '../option.ts'
import { picture } from '../picture.ts'
import * as value from '../values.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** Most homeservers take 72 bytes of a password, so no rule may require more. */
const LONGEST_USEFUL_PASSWORD = 72

/** A Matrix id with `@`, `:` and the server's name has at most 255 characters. */
const LONGEST_NAME = 200

/** What newcomers see and may do. */
export const people = {
  community: {
    title: optional(
      value.line(100),
      '',
      "The name of the community, at the top of every page. If empty, the server's name.",
    ),
    description: optional(
      value.paragraphs(2000),
      '',
      'Who you are, in a sentence or two, below the title.',
    ),
    picture: absent(picture, 'picture.png', 'A picture for the top of the pages.'),
    rules: optional(
      value.paragraphs(20_000),
      '',
      'The rules of the community. The invitation shows them in full.',
    ),
    accent: optional(
      value.color,
      '#0b6e4f',
      'The color of buttons and links. Latchkey darkens or lightens it where it would be hard to read. Put it in quotes: in YAML, # begins a comment.',
    ),
    rooms: optional(
      address.rooms,
      '',
      'Rooms for newcomers without a profile (docs/profiles.md), until one is the default. They are joined to them where the homeserver allows it (docs/homeservers.md), and the last page always links to them. Put each in quotes, because of the #.',
    ),
  },
  client: {
    webUrl: optional(
      address.webUrl,
      'https://app.element.io',
      'The web client that the last page offers on a computer.',
    ),
    afterUrl: absent(
      address.link,
      'https://example.org/welcome',
      'A page of your own that the main button of the last page opens instead of the web client.',
    ),
  },
  invites: {
    defaultUses: optional(
      orWord(value.integer(1, 1_000_000), 'unlimited'),
      '1',
      'How many uses a new invitation has by default.',
    ),
    defaultExpiry: optional(
      orWord(value.duration(MINUTE, 3650 * DAY, 'h'), 'never'),
      '48h',
      'How long a new invitation is valid by default.',
    ),
  },
  passwords: {
    minLength: optional(
      value.integer(8, LONGEST_USEFUL_PASSWORD),
      '10',
      'The minimum length of a password, in characters.',
    ),
    maxLength: optional(
      value.integer(8, 512),
      '128',
      'The maximum length of a password, in characters. The homeserver’s own limit counts, too: 512 characters with `homeserver.kind: mas`, otherwise 72 bytes.',
    ),
    refuseGuessable: optional(
      value.flag,
      'true',
      'Whether to refuse passwords that are easy to guess, at any length: common ones, sequences of letters, digits or keys, dates, and variations of the name or the server. With `homeserver.kind: mas` the strength that MAS requires is always required.',
    ),
  },
  names: {
    minLength: optional(
      value.integer(1, LONGEST_NAME),
      '2',
      'The minimum length of a name, in characters.',
    ),
    maxLength: optional(
      value.integer(1, LONGEST_NAME),
      '64',
      'The maximum length of a name, in characters.',
    ),
    reserved: optional(
      list('a list of names', (item) => item.toLowerCase()),
      'abuse, admin, administrator, help, hostmaster, info, moderator, postmaster, root, security, server, staff, support, system, webmaster',
      'Names that nobody can take. Your own list replaces the default.',
    ),
    pattern: absent(
      value.pattern,
      '[a-z]+[.][a-z]+',
      'A regular expression that the whole name has to match, for example for names such as first.last.',
    ),
  },
  language: optional(
    value.language,
    'en',
    'The language of the pages if Latchkey has none of the languages that the browser asks for.',
  ),
  timezone: optional(
    value.timeZone,
    'UTC',
    'The time zone in which dates are read and shown, as in `until the end of 14 June`.',
  ),
} satisfies Partial<Table>
