import { directRoomWith } from '../../core/bot/direct-room.ts'
import { outcomeOf } from '../../core/bot/failure.ts'
import type { App } from '../../core/context.ts'
import type { Job, JobOutcome } from '../../model/job.ts'
import { makeConsolePaths } from '../../shared/console-paths.ts'
import { openPost } from '../../store/bot-posts.ts'
import { findAccount } from '../../store/guests.ts'
import { forgotten } from '../../store/people.ts'
import { sendPost } from './post.ts'
import { textContent } from './say.ts'
import { dateIn, type Words, wordsFor } from './words.ts'

/** Tells somebody that their account ends soon. */
export function tellGuest(app: App, job: Job): Promise<JobOutcome> {
  return tell(app, job, {
    part: 'ends',
    whom: ({ who }) => who,
    text: (words, { date }) => words.t('bot.endsSoon', { date }),
  })
}

/** Tells whoever invited them, where that is a person. */
export function tellInviter(app: App, job: Job): Promise<JobOutcome> {
  return tell(app, job, {
    part: 'guest-ends',
    whom: ({ inviter }) => inviter,
    text: (words, { who, date, link }) => words.t('bot.guestEndsSoon', { who, date, link }),
  })
}

interface Ending {
  who: string
  inviter: string
  endsAt: number
  /** Of the console. */
  link: string
}

interface Telling {
  part: 'ends' | 'guest-ends'
  whom: (ending: Ending) => string
  text: (words: Words, values: { who: string; date: string; link: string }) => string
}

async function tell(
  app: App,
  { payload }: Job,
  { part, whom, text }: Telling,
): Promise<JobOutcome> {
  const about = String(payload['account'])
  const ending = await endingOf(app, about)
  const bot = await app.bot()
  const person = ending && whom(ending)
  if (!ending || !bot || !person?.startsWith('@')) return 'done'
  const direct = await directRoomWith(app, bot, person)
  if (direct.kind === 'left') return 'done'
  if (direct.kind !== 'room') return outcomeOf(direct, 'direct room')
  if (direct.isQuiet) return 'done'
  const words = await wordsFor(app, person)
  const own = `${part}-${String(payload['event'])}` as const
  const post = await openPost(app.db, { about, part: own, room: direct.room }, app)
  const { who, link, endsAt } = ending
  const said = text(words, { who, link, date: dateIn(app, words, endsAt) })
  const sent = await sendPost(app, bot, post, textContent(said, 'm.text'))
  return sent.kind === 'done' ? 'done' : outcomeOf(sent, 'message')
}

/** Undefined: they were forgotten, or the account doesn't end within a week any more. */
async function endingOf(app: App, id: string): Promise<Ending | undefined> {
  const account = await findAccount(app.db, id)
  const { localpart = forgotten, ends_at: endsAt = null, invited_by: inviter = '' } = account ?? {}
  const leftMs = (endsAt ?? 0) - app.clock()
  const isSoon = leftMs > 0 && leftMs <= weekMs && account?.suspended_at === null
  if (localpart === forgotten || endsAt === null || !isSoon) return undefined
  const { origin, pathname } = new URL(app.config.public.url)
  const link = origin + makeConsolePaths(pathname.replace(/\/$/, '')).person(id)
  return { who: `@${localpart}:${app.serverName()}`, inviter, endsAt, link }
}

const weekMs = 7 * 24 * 3_600_000
