import { z } from 'zod'
import type { Profile } from '../../model/profile.ts'
import { formatDuration, parseDuration } from '../../shared/time.ts'
import { LARGEST_COUNT } from '../invites/invite.ts'
import { roomAddressPattern } from '../../shared/room-address.ts'
import { lastsPattern } from './lasts-pattern.ts'

// The profile as people write it, in YAML and in the API, stated once.

/** The most rooms that a newcomer is joined to. */
const mostRooms = 20

const control = '\\u0000-\\u001f\\u007f-\\u009f'

/** A schema of a text with this pattern, which readers of the OpenAPI document see, too. */
function text(sentence: string, pattern: string, maxLength: number) {
  const form = new RegExp(pattern)
  return z
    .string(sentence)
    .max(maxLength, sentence)
    .refine((given) => form.test(given) && given.isWellFormed(), sentence)
    .meta({ pattern })
}

const nameSentence =
  'A name is one line of 1 to 64 characters, without a slash, a dot at its start, or spaces around it; none is no name.'
const name = text(
  nameSentence,
  `^(?!none$)[^\\s./${control}](?:[^/${control}]*[^\\s/${control}])?$`,
  64,
).meta({ description: 'Its identity.', examples: ['club'] })

const roomSentence = 'A room is an address such as "#club:example.org", or the id of a room.'
const room = z.string(roomSentence).regex(roomAddressPattern, roomSentence).max(255, roomSentence)
const roomsSentence = `Rooms are a list of at most ${mostRooms}, each of them once.`
const rooms = z
  .array(room, roomsSentence)
  .max(mostRooms, roomsSentence)
  .refine((all) => new Set(all).size === all.length, roomsSentence)
  .meta({
    uniqueItems: true,
    description: 'Rooms that the newcomer is joined to; the space comes first.',
    examples: [['#club:example.org', '#board:example.org']],
  })

const daysSentence = 'Days are a whole number from 1 to 3650.'
const graceSentence = 'Grace days are a whole number from 0 to 365.'
const account = z
  .strictObject({
    days: z.int(daysSentence).min(1, daysSentence).max(3_650, daysSentence),
    grace_days: z
      .int(graceSentence)
      .min(0, graceSentence)
      .max(365, graceSentence)
      .default(7)
      .meta({ description: 'From the suspension to the deactivation.' }),
  })
  .nullable()
  .meta({
    description: 'After these days accounts are suspended, later deactivated; null: no end.',
    examples: [{ days: 30, grace_days: 7 }],
  })

const languageSentence = 'A language is a tag such as en, pt-BR or zh-Hant.'
const greetingSentence = 'A greeting is a text for each language: en: Welcome.'
const textSentence = 'A greeting has 1 to 500 characters.'
const lines = `[^\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f]*`
const greeting = z
  .record(
    z.string().regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$/, languageSentence),
    text(textSentence, `^${lines}\\S${lines}$`, 500),
    greetingSentence,
  )
  .meta({
    description: 'Shown on the invitation and on the last page, by language.',
    examples: [{ en: 'Welcome to the club' }],
  })

const pinned = z.enum(['name', 'mail'], 'Either name or mail.').nullable().meta({
  description:
    'What each invitation is for: one name, or one mail address; null: whoever has the link.',
})

const usesSentence = 'Uses are a whole number from 1 up, or unlimited.'
const uses = z
  .union(
    [
      z.int(usesSentence).min(1, usesSentence).max(LARGEST_COUNT, usesSentence),
      z.literal('unlimited'),
    ],
    usesSentence,
  )
  .nullable()
  .meta({ description: 'Uses of its invitations by default; null: as configured.', examples: [5] })

const lastsSentence = 'How long invitations are open is a duration such as 48h or 7d, or never.'
const lasts = z
  .string(lastsSentence)
  .max(100, lastsSentence)
  .refine((given) => given === 'never' || lengthOf(given) !== null, lastsSentence)
  .nullable()
  .meta({
    // For those who read the OpenAPI document; more is taken, such as P7D.
    pattern: lastsPattern,
    description: 'How long its invitations are open by default; null: as configured.',
    examples: ['7d'],
  })

const longestMs = 3_650 * 24 * 3_600_000

/** In ms, of at least a minute; null: it is no such duration. */
function lengthOf(given: string): number | null {
  const ms = parseDuration(given)
  return ms !== null && ms >= 60_000 && ms <= longestMs ? ms : null
}

/** Everything but the name, as in the body of a request. */
export const profileFields = z
  .strictObject({
    default: z
      .boolean('Either true or false.')
      .default(false)
      .meta({ description: 'Whether invitations without a profile have this one.' }),
    rooms: rooms.default([]),
    greeting: greeting.default({}),
    direct_message: z.boolean('Either true or false.').default(false).meta({
      description: 'Whether the newcomer gets a direct room with the member who invited them.',
    }),
    account: account.default(null),
    pinned: pinned.default(null),
    only_operators: z
      .boolean('Either true or false.')
      .default(false)
      .meta({ description: 'Whether only operators choose it for an invitation.' }),
    uses: uses.default(null),
    lasts: lasts.default(null),
  })
  .meta({ description: 'Omitted fields are empty.' })

export const profileDocument = z.strictObject(
  { name, ...profileFields.shape },
  'A profile is a map with a name: { name: club }.',
)

export type ProfileDocument = z.output<typeof profileDocument>

/** A file of profiles. */
export const profilesDocument = z.strictObject(
  {
    profiles: z
      .array(profileDocument, 'profiles is a list.')
      .min(1, 'profiles is a list of at least one.')
      .refine(haveNamesOfTheirOwn, 'Two profiles have the same name.')
      .refine(
        (all) => all.filter((one) => one.default).length <= 1,
        'Only one profile is the default.',
      ),
  },
  'A file of profiles begins with profiles: and holds a list below it.',
)

function haveNamesOfTheirOwn(all: readonly { name: string }[]): boolean {
  return new Set(all.map((one) => one.name)).size === all.length
}

export function profileOf({
  default: isDefault,
  account: term,
  direct_message: directMessage,
  pinned: bound,
  only_operators: onlyOperators,
  uses: places,
  lasts: length,
  ...rest
}: ProfileDocument): Profile {
  const ends = term && { days: term.days, graceDays: term.grace_days }
  return {
    ...rest,
    isDefault,
    directMessage,
    account: ends,
    ...(bound !== null && { pinned: bound }),
    ...(onlyOperators && { onlyOperators }),
    ...(places !== null && { uses: places === 'unlimited' ? null : places }),
    ...(length !== null && { lastsMs: length === 'never' ? null : lengthOf(length) }),
  }
}

/** As somebody would write it. */
export function documentOf({
  name: itsName,
  isDefault,
  rooms: its,
  account: term,
  greeting: texts,
  directMessage,
  pinned: bound,
  onlyOperators = false,
  uses: places,
  lastsMs,
}: Profile) {
  return {
    name: itsName,
    default: isDefault,
    rooms: [...its],
    greeting: { ...texts },
    direct_message: directMessage,
    account: term && { days: term.days, grace_days: term.graceDays },
    pinned: bound ?? null,
    only_operators: onlyOperators,
    uses: places === undefined ? null : (places ?? ('unlimited' as const)),
    lasts: lastsMs === undefined ? null : lastsMs === null ? 'never' : formatDuration(lastsMs),
  }
}

/** The same without what is empty, for a file. */
export function shortDocumentOf(profile: Profile) {
  const {
    name: itsName,
    default: isDefault,
    rooms: its,
    greeting: texts,
    direct_message: directMessage,
    account: term,
    pinned: bound,
    only_operators: onlyOperators,
    uses: places,
    lasts: length,
  } = documentOf(profile)
  return {
    name: itsName,
    ...(isDefault && { default: true }),
    ...(its.length > 0 && { rooms: its }),
    ...(Object.keys(texts).length > 0 && { greeting: texts }),
    ...(directMessage && { direct_message: true }),
    ...(term && { account: term }),
    ...(bound && { pinned: bound }),
    ...(onlyOperators && { only_operators: true }),
    ...(places && { uses: places }),
    ...(length && { lasts: length }),
  }
}
