import { standingIn } from '../core/bot/power.ts'
import { hasRoom } from '../core/bot/jobs.ts'
import { isRateLimited } from '../homeserver/bot/limits.ts'
import { openBot } from '../homeserver/bot/open.ts'
import type { BotAccount } from '../ports/bot.ts'
import { error, fine, type Finding, notice, warning } from '../shared/finding.ts'
import { openReader, type Reader } from '../store/reader.ts'
import { liftLimits } from './bot-limits.ts'
import { describeLack, toInvite } from './bot-lack.ts'
import { examineBotRooms } from './bot-rooms.ts'
import type { DoctorContext } from './context.ts'
import { profileRooms } from './profile-rooms.ts'

type Context = Pick<DoctorContext, 'config' | 'clock'>

/** Whether the bot can invite people to the space and rooms of each profile, and use its own rooms. Only looks. */
export async function examineBot(context: Context): Promise<Finding[]> {
  const known = await readKnown(context).catch(() => null)
  // The examination of the database reports why.
  if (known === null) return []
  const { account, rooms } = known
  const isNeeded = context.config.homeserver.kind === 'none'
  const hasRooms = hasRoom(context.config)
  if (account === null) return isNeeded ? [needed] : hasRooms ? [notSetUp] : []
  const missing = rooms.length === 0 && isNeeded ? [noSpace] : []
  if (rooms.length === 0 && !hasRooms) return missing
  const bot = await openBot(context.config, account, { observe: () => {}, clock: context.clock })
  try {
    const me = await bot.whoami()
    if (me.kind === 'refused' && me.status === 401) return [signedOut]
    const found = await Promise.all(
      rooms.map(async (room) => ({ room, standing: await standingIn(bot, room) })),
    )
    const { userId } = account
    const lacking = found.flatMap(({ room, standing }) =>
      describeLack(toInvite, userId, room, standing),
    )
    const able = [fine('bot', `${userId} can invite to ${list(rooms)}.`)]
    return [
      ...missing,
      ...(lacking.length > 0 || rooms.length === 0 ? lacking : able),
      ...((await isRateLimited(context.config, userId)) ? [limited(userId)] : []),
      ...(hasRooms
        ? await examineBotRooms(bot, context.config, { ...known, now: context.clock() })
        : []),
    ]
  } finally {
    await bot.close()
  }
}

interface Known {
  account: BotAccount | null
  /** Of all profiles. */
  rooms: string[]
  /** A room in which the bot writes to somebody. */
  directRoom: string | null
  /** When the bot last read, in ms; null: never. */
  readAt: number | null
}

async function readKnown({ config }: Context): Promise<Known | null> {
  await using reader = await openReader(config.database.url)
  if (!reader || !(await reader.has('profiles'))) return null
  const [secret] = await reader.rows("select value from secrets where name = 'bot'")
  const account = secret ? (JSON.parse(String(secret['value'])) as BotAccount) : null
  return {
    account,
    rooms: await profileRooms(reader, config.community.rooms),
    ...(await readReading(reader, account)),
  }
}

async function readReading(
  reader: Reader,
  account: BotAccount | null,
): Promise<Pick<Known, 'directRoom' | 'readAt'>> {
  if (account === null || !(await reader.has('bot_sync'))) return { directRoom: null, readAt: null }
  const [sync] = await reader.rows('select synced_at from bot_sync where user_id = ?', [
    account.userId,
  ])
  const [direct] = await reader.rows(
    'select room from bot_people where room is not null order by alias desc limit 1',
  )
  const { synced_at: at = null } = sync ?? {}
  const { room = null } = direct ?? {}
  return { directRoom: room as string | null, readAt: at === null ? null : Number(at) }
}

function list(rooms: readonly string[]): string {
  return rooms.join(', ')
}

const setUp = 'Run: latchkey bot set-up --user @door:example.org'

const needed = error('bot', 'No bot is set up, so nobody can come (homeserver.kind none).', setUp)

const notSetUp = warning(
  'bot',
  'The bot has a room in the configuration, and no account.',
  'Run: latchkey bot set-up',
)

const noSpace = error(
  'bot',
  'No profile has a room, so nobody can be invited (homeserver.kind none).',
  'Give the default profile a space: latchkey profiles import.',
)

const limited = (userId: string) =>
  notice(
    'bot',
    `Synapse limits ${userId}: thirty people who are invited at once wait for two minutes.`,
    `Lift it as an administrator: ${liftLimits(userId)}`,
  )

const signedOut = error(
  'bot',
  'The homeserver no longer takes the session of the bot.',
  'Run latchkey bot set-up again.',
)
