import { directRoomWith } from '../../core/bot/direct-room.ts'
import { outcomeOf } from '../../core/bot/failure.ts'
import type { App } from '../../core/context.ts'
import type { JobOutcome } from '../../model/job.ts'
import { newId } from '../../shared/ids.ts'
import { isQuiet, loseDirectRoom } from '../../store/bot-people.ts'
import { openPost } from '../../store/bot-posts.ts'
import type { BotPostRow } from '../../store/bot-rows.ts'
import { sendPost } from './post.ts'
import { textContent } from './say.ts'
import { type Words, wordsFor } from './words.ts'

/** An outcome: nothing is to be said, or not yet. */
type Said = { text: string } | JobOutcome

interface Telling extends Pick<BotPostRow, 'about' | 'part'> {
  /** A Matrix id, or the interface where nobody in particular acted: then nobody is told. */
  person: string
  /** Called when there is a room. */
  say: (words: Words) => Said | Promise<Said>
}

/** Writes to somebody in their direct room, unless they want no messages. */
export async function tellPerson(
  app: App,
  { about, part, person, say }: Telling,
): Promise<JobOutcome> {
  const bot = await app.bot()
  if (!bot || !person.startsWith('@') || (await isQuiet(app.db, person))) return 'done'
  const direct = await directRoomWith(app, bot, person)
  if (direct.kind === 'left') {
    await loseDirectRoom(app.db, person, `lk-${newId(app.clock(), app.random)}`)
    return 'done'
  }
  if (direct.kind !== 'room') return outcomeOf(direct, 'direct room')
  const said = await say(await wordsFor(app, person))
  if (said === 'done' || !('text' in said)) return said
  const post = await openPost(app.db, { about, part, room: direct.room }, app)
  const sent = await sendPost(app, bot, post, textContent(said.text, 'm.text'))
  return sent.kind === 'done' ? 'done' : outcomeOf(sent, 'message')
}
