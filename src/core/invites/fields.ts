import type { InviteStatus } from '../../model/invite-status.ts'
import { rfc3339 } from '../../shared/time.ts'
import type { InviteRow } from '../../store/invite-row.ts'
import { freePlaces, inviteStatus } from './invite.ts'

// The fields of an invitation, each stated once: settable ones and shown ones. Validation, writing, the
// API with its OpenAPI document, the options of commands and `--json` follow from these two tables.

interface Settable {
  /** The name in requests and of the command line option. */
  name: string
  column: keyof InviteRow
  /** In the help of commands. */
  option: { value: string; summary: string }
  /** In the description of the API. */
  description: string
  examples: readonly (string | number)[]
}

/**
 * `uses`: a number, null for unlimited. `start`, `end`: a time in ms, null for none; a date alone means
 * the start or the end of that day. `line`: one line of text with a maximum length. `profile`: the name of
 * one, null for none. `name`: the local part of an account, null for any.
 */
export type SettableField = Settable &
  ({ kind: 'uses' | 'start' | 'end' | 'profile' | 'name' } | { kind: 'line'; maxLength: number })

export const timeSentence =
  'A time is a date (2026-12-31), a date with a time (2026-12-31T18:00:00Z), a duration from now (48h, P2D), or never.'

/** In the order of the help. The keys are the names used in the core. */
export const settableFields = {
  uses: {
    kind: 'uses',
    name: 'uses',
    column: 'max_uses',
    option: { value: 'N', summary: 'How many people can join: a number, or unlimited' },
    description: 'How many people can join; null for unlimited.',
    examples: [5],
  },
  expiresAt: {
    kind: 'end',
    name: 'expires',
    column: 'expires_at',
    option: {
      value: 'WHEN',
      summary: 'When it ends: 48h, P2D, 2026-12-31, 2026-12-31T18:00, never',
    },
    description: `When the invitation ends. ${timeSentence} A date alone means the end of that day.`,
    examples: ['48h'],
  },
  opensAt: {
    kind: 'start',
    name: 'opens',
    column: 'opens_at',
    option: { value: 'WHEN', summary: 'When it opens, written like --expires; or now' },
    description: `When the invitation opens; never means that it is open at once. ${timeSentence}`,
    examples: ['2h'],
  },
  label: {
    kind: 'line',
    maxLength: 200,
    name: 'label',
    column: 'label',
    option: { value: 'TEXT', summary: 'What it is for; only operators see it' },
    description: 'What the invitation is for; only operators see it.',
    examples: ['Choir'],
  },
  profile: {
    kind: 'profile',
    name: 'profile',
    column: 'profile_id',
    option: { value: 'NAME', summary: 'What newcomers get (latchkey profiles list); or none' },
    description: 'What newcomers get: the name of a profile; null for the default one.',
    examples: ['club'],
  },
  forName: {
    kind: 'name',
    name: 'for_name',
    column: 'for_name',
    option: { value: 'NAME', summary: 'The name that the account will have: ana; or any' },
    description: 'The only name that the account can have; null for any. Then it has one use.',
    examples: ['ana'],
  },
} as const satisfies Record<string, SettableField>

type Fields = typeof settableFields
export type FieldName = Fields[keyof Fields]['name']

/** The settable values. Each has the type of its column. */
export type InviteFields = { [Key in keyof Fields]: InviteRow[Fields[Key]['column']] }

/** The given fields, parsed by `read`. */
export function readFields<Given>(
  given: Readonly<Partial<Record<FieldName, Given | undefined>>>,
  read: (field: SettableField, value: Given) => string | number | null,
): Partial<InviteFields> {
  const found = Object.entries(settableFields).flatMap(([key, field]) => {
    const value = given[field.name]
    return value === undefined ? [] : [[key, read(field, value)]]
  })
  return Object.fromEntries(found) as Partial<InviteFields>
}

/** The columns of the given fields. */
export function columnsOf(fields: Partial<InviteFields>): Partial<InviteRow> {
  const found = Object.entries(settableFields).map(([key, { column }]) => [
    column,
    fields[key as keyof InviteFields],
  ])
  return Object.fromEntries(found.filter(([, value]) => value !== undefined)) as Partial<InviteRow>
}

/** The types of shown values by kind. Times are RFC 3339 in UTC. */
interface Shown {
  id: string
  text: string
  textOrNull: string | null
  linkOrNull: string | null
  status: InviteStatus
  count: number
  countOrNull: number | null
  /** Null: unlimited. */
  uses: number | null
  time: string
  timeOrNull: string | null
}

export type ShownKind = keyof Shown

type ShownField = {
  [Kind in ShownKind]: {
    kind: Kind
    of: (row: InviteRow, known: { link: string | null; now: number }) => Shown[Kind]
    /** In the description of the API. */
    about?: { description: string; examples?: string[] }
  }
}[ShownKind]

/** In the order of a response. The keys are the names in responses. */
export const shownFields = {
  id: { kind: 'id', of: ({ id }) => id },
  code: { kind: 'text', of: ({ code }) => code },
  link: {
    kind: 'linkOrNull',
    of: (_, { link }) => link,
    about: {
      description:
        'What you send to people. null: it opens only on the page of whoever asked to join.',
    },
  },
  label: { kind: 'text', of: ({ label }) => label },
  status: { kind: 'status', of: (row, { now }) => inviteStatus(row, now) },
  profile: {
    kind: 'textOrNull',
    of: ({ profile_id }) => profile_id,
    about: { description: 'null: the default profile.' },
  },
  for_name: {
    kind: 'textOrNull',
    of: ({ for_name: name }) => name,
    about: { description: 'The only name that the account can have; null: any.' },
  },
  uses: {
    kind: 'uses',
    of: ({ max_uses }) => max_uses,
    about: { description: 'null: unlimited.' },
  },
  used: { kind: 'count', of: ({ used }) => used, about: { description: 'People who joined.' } },
  held: {
    kind: 'count',
    of: ({ held }) => held,
    about: { description: 'Places of people who are joining, or whose outcome is undecided.' },
  },
  free: {
    kind: 'countOrNull',
    of: freePlaces,
    about: { description: 'Places that are neither used nor held; null: unlimited.' },
  },
  opens_at: { kind: 'timeOrNull', of: ({ opens_at }) => rfc3339(opens_at) },
  expires_at: { kind: 'timeOrNull', of: ({ expires_at }) => rfc3339(expires_at) },
  paused_at: { kind: 'timeOrNull', of: ({ paused_at }) => rfc3339(paused_at) },
  paused_reason: {
    kind: 'textOrNull',
    of: ({ paused_reason: reason }) => reason,
    about: {
      description:
        'standing: its author was suspended, locked or deactivated. null: a person paused it, or nobody.',
    },
  },
  revoked_at: { kind: 'timeOrNull', of: ({ revoked_at }) => rfc3339(revoked_at) },
  created_at: { kind: 'time', of: ({ created_at }) => rfc3339(created_at) },
  created_by: {
    kind: 'text',
    of: ({ created_by }) => created_by,
    about: { description: 'Who created it, or through which interface.', examples: ['api'] },
  },
  last_used_at: { kind: 'timeOrNull', of: ({ last_used_at }) => rfc3339(last_used_at) },
} satisfies Record<string, ShownField>

/** An invitation as the API and `--json` show it. */
export type InviteResource = {
  [Name in keyof typeof shownFields]: ReturnType<(typeof shownFields)[Name]['of']>
}
