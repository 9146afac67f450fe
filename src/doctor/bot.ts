import { type Standing, standingIn } from '../core/bot/power.ts'
import { openBot } from '../homeserver/bot/open.ts'
import type { BotAccount } from '../ports/bot.ts'
import { error, fine, type Finding, notice, warning } from '../shared/finding.ts'
import { openReader, type Reader } from '../store/reader.ts'
import type { DoctorContext } from './context.ts'

/** Whether the bot can invite people to the space and rooms of each profile. Only looks. */
export async function examineBot(context: DoctorContext): Promise<Finding[]> {
  const known = await readKnown(context).catch(() => null)
  // The examination of the database reports why.
  if (known === null) return []
  const { account, rooms } = known
  const isNeeded = context.config.homeserver.kind === 'none'
  if (account === null) return isNeeded ? [needed] : []
  if (rooms.length === 0) return isNeeded ? [noSpace] : []
  const bot = await openBot(context.config, account, { observe: () => {}, clock: context.clock })
  try {
    const found = await Promise.all(
      rooms.map(async (room) => ({ room, standing: await standingIn(bot, room) })),
    )
    if (found.some(({ standing }) => standing.kind === 'token_refused')) return [signedOut]
    const { userId } = account
    const lacking = found.flatMap(({ room, standing }) => describe(room, standing, userId))
    return lacking.length > 0 ? lacking : [fine('bot', `${userId} can invite to ${list(rooms)}.`)]
  } finally {
    await bot.close()
  }
}

interface Known {
  account: BotAccount | null
  /** Of all profiles. */
  rooms: string[]
}

async function readKnown({ config }: DoctorContext): Promise<Known | null> {
  await using reader = await openReader(config.database.url)
  if (!reader || !(await reader.has('profiles'))) return null
  const [secret] = await reader.rows("select value from secrets where name = 'bot'")
  const account = secret ? (JSON.parse(String(secret['value'])) as BotAccount) : null
  return { account, rooms: await roomsOf(reader, config.community.rooms) }
}

/** While no profile is the default one, the rooms of the configuration stand for it. */
async function roomsOf(reader: Reader, configured: readonly string[]): Promise<string[]> {
  const profiles = await reader.rows(
    'select rooms, is_default from profiles where deleted_at is null',
  )
  const hasDefault = profiles.some((row) => row['is_default'] === 1)
  const named = profiles.flatMap((row) => JSON.parse(String(row['rooms'])) as string[])
  return [...new Set([...(hasDefault ? [] : configured), ...named])]
}

function describe(room: string, standing: Standing, bot: string): Finding[] {
  switch (standing.kind) {
    case 'able':
    case 'token_refused':
      return []
    case 'lacks_power': {
      const { needs, has } = standing
      const sentence = `The bot lacks power ${needs} in ${room} (it has ${has}): nobody can be invited there.`
      return [warning('bot', sentence, `In the room: /op ${bot} ${needs}`)]
    }
    case 'not_in_room': {
      const sentence = `The bot is not in ${room}: nobody can be invited there.`
      return [warning('bot', sentence, `In the room: /invite ${bot}; then latchkey bot set-up.`)]
    }
    case 'no_room':
      return [warning('bot', `${room} does not exist.`, 'Correct the profile.')]
    case 'unknown': {
      const sentence = `Whether the bot can invite to ${room} could not be tested: ${standing.cause}.`
      return [notice('bot', sentence, 'Try again.')]
    }
  }
}

function list(rooms: readonly string[]): string {
  return rooms.join(', ')
}

const setUp = 'Run: latchkey bot set-up --user @door:example.org'

const needed = error('bot', 'No bot is set up, so nobody can come (homeserver.kind none).', setUp)

const noSpace = error(
  'bot',
  'No profile has a room, so nobody can be invited (homeserver.kind none).',
  'Give the default profile a space: latchkey profiles import.',
)

const signedOut = error(
  'bot',
  'The homeserver no longer takes the session of the bot.',
  'Run latchkey bot set-up again.',
)
