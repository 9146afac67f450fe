import { directRoomWith } from '../../core/bot/direct-room.ts'
import { outcomeOf } from '../../core/bot/failure.ts'
import type { App } from '../../core/context.ts'
import type { JobOutcome } from '../../model/job.ts'
import { openPost } from '../../store/bot-posts.ts'
import type { BotPostRow } from '../../store/bot-rows.ts'
import { sendPost } from './post.ts'
import { textContent } from './say.ts'
import { type Words, wordsFor } from './words.ts'

interface Telling extends Pick<BotPostRow, 'about' | 'part'> {
  /** A Matrix id, or the interface where nobody in particular acted: then nobody is told. */
  person: string
  text: (words: Words) => string
}

/** Writes to somebody in their direct room, unless they want no messages. */
export async function tellPerson(
  app: App,
  { about, part, person, text }: Telling,
): Promise<JobOutcome> {
  const bot = await app.bot()
  if (!bot || !person.startsWith('@')) return 'done'
  const direct = await directRoomWith(app, bot, person)
  if (direct.kind === 'left') return 'done'
  if (direct.kind !== 'room') return outcomeOf(direct, 'direct room')
  if (direct.isQuiet) return 'done'
  const words = await wordsFor(app, person)
  const post = await openPost(app.db, { about, part, room: direct.room }, app)
  const sent = await sendPost(app, bot, post, textContent(text(words), 'm.text'))
  return sent.kind === 'done' ? 'done' : outcomeOf(sent, 'message')
}
