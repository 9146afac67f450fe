import * as address from '../addresses.ts'
import type { Table } from '../option.ts'
import { absent, optional } from '../option.ts'
import { questions } from '../questions.ts'
import * as value from '../values.ts'

const HOUR = 60 * 60_000
const DAY = 24 * HOUR

/** People without an invitation who ask to join. */
export const requests = {
  requests: {
    open: optional(
      value.flag,
      'false',
      'Whether people without an invitation can ask to join, at `/ask`.',
    ),
    questions: optional(
      questions,
      '',
      'Your own questions, besides name and a few words: a text, or a choice with its options in brackets. Put each in quotes.',
    ),
    rules: optional(
      value.paragraphs(20_000),
      '',
      'The rules that applicants have to agree to. If empty, `community.rules`. Latchkey keeps every version that somebody agreed to.',
    ),
    rulesUrl: absent(
      address.link,
      'https://example.org/rules',
      'Rules on a page of yours, which are linked instead of shown.',
    ),
    rulesVersion: optional(
      value.line(60),
      '',
      'The version of the rules on that page. Change it when they change.',
    ),
    profile: absent(
      value.line(60),
      'club',
      'The profile of those who are let in, unless the decider picks another.',
    ),
    invitationExpiry: optional(
      value.duration(HOUR, 3650 * DAY, 'd'),
      '14 days',
      'How long somebody who was let in can make their account.',
    ),
    deciders: optional(
      value.choice(['moderators', 'operators']),
      'moderators',
      'Who decides: moderators and operators, or operators only.',
    ),
    showInRoom: optional(
      value.flag,
      'false',
      "Whether the bot posts the words of a request, too, where the moderators' room is not encrypted.",
    ),
    perNetwork: optional(
      value.integer(1, 1_000),
      '5',
      'How many undecided requests one network may have.',
    ),
    rate: optional(value.rate, '10 per day', 'New requests of one network.'),
    most: optional(
      value.integer(1, 100_000),
      '1000',
      'How many undecided requests may wait in all. It only bounds what is stored.',
    ),
    endAfter: optional(
      value.duration(HOUR, 3650 * DAY, 'd'),
      '30 days',
      'When an undecided request ends, and what was written in it is erased.',
    ),
    forgetAfter: optional(
      value.duration(0, 3650 * DAY, 'd'),
      '7 days',
      'How long after its end a request is kept.',
    ),
  },
} satisfies Partial<Table>
