import * as address from '../addresses.ts'
import type { Table } from '../option.ts'
import { absent, optional } from '../option.ts'
import { picture } from '../picture.ts'
import * as value from '../values.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** Synapse ignores what follows the 72nd byte of a password, so no rule may ask for more. */
const LONGEST_USEFUL_PASSWORD = 72

/** With `@`, `:` and the server's name an address has at most 255 characters. */
const LONGEST_NAME = 200

/** What newcomers see and may do. */
export const people = {
  community: {
    title: optional(
      value.line(100),
      '',
      "The name of the community, in large letters on every page. When it is empty, the server's name.",
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
      'The rules of the house. The invitation shows them in full.',
    ),
    accent: optional(
      value.color,
      '#0b6e4f',
      'The color of buttons and links. Latchkey darkens or lightens it where it would be hard to read. Put it in quotes: YAML takes a bare # for a comment.',
    ),
    rooms: optional(
      address.rooms,
      '',
      'Rooms that newcomers are brought into where the homeserver allows it (docs/homeservers.md), and shown the way to in any case. Put each in quotes, because of the #.',
    ),
  },
  client: {
    webUrl: optional(
      address.webUrl,
      'https://app.element.io',
      'The web client that newcomers are led to on a computer.',
    ),
    afterUrl: absent(
      address.link,
      'https://example.org/welcome',
      'A page of your own that the main button leads to once somebody is in, instead of the web client.',
    ),
  },
  invites: {
    defaultUses: optional(
      value.orWord(value.integer(1, 1_000_000), 'unlimited'),
      '1',
      'How many people a new invitation is for, unless it says otherwise.',
    ),
    defaultExpiry: optional(
      value.orWord(value.duration(MINUTE, 3650 * DAY), 'never'),
      '48h',
      'How long a new invitation lasts, unless it says otherwise.',
    ),
  },
  passwords: {
    minLength: optional(
      value.integer(8, LONGEST_USEFUL_PASSWORD),
      '10',
      'The fewest characters of a password.',
    ),
    maxLength: optional(
      value.integer(8, 512),
      '128',
      'The most characters of a password. More than 72 bytes are refused in any case, because Synapse would ignore the rest.',
    ),
    refuseGuessable: optional(
      value.flag,
      'true',
      'Whether passwords are refused that can be guessed, at any length: common ones, rows of letters, digits or keys, dates, and what is little more than the name or the server. With `homeserver.kind: mas` the strength that MAS asks for is asked for in any case.',
    ),
  },
  names: {
    minLength: optional(value.integer(1, LONGEST_NAME), '2', 'The fewest characters of a name.'),
    maxLength: optional(value.integer(1, LONGEST_NAME), '64', 'The most characters of a name.'),
    reserved: optional(
      value.list('a list of names', (item) => item.toLowerCase()),
      'abuse, admin, administrator, help, hostmaster, info, moderator, postmaster, root, security, server, staff, support, system, webmaster',
      'Names that nobody can take. Your own list replaces this one.',
    ),
    pattern: absent(
      value.pattern,
      '[a-z]+[.][a-z]+',
      'A regular expression that the whole name has to match, for a house style such as first.last.',
    ),
  },
  language: optional(
    value.language,
    'en',
    'The language of the pages for people whose browser asks for none that Latchkey speaks.',
  ),
  timezone: optional(
    value.timeZone,
    'UTC',
    'Where dates are meant and shown, as in `until the end of 14 June`.',
  ),
} satisfies Partial<Table>
