import { directRoomWith } from '../../core/bot/direct-room.ts'
import { outcomeOf } from '../../core/bot/failure.ts'
import type { App } from '../../core/context.ts'
import type { Job, JobOutcome } from '../../model/job.ts'
import { openPost } from '../../store/bot-posts.ts'
import { findAccount } from '../../store/guests.ts'
import { findInvited } from '../../store/invited-accounts.ts'
import { sendPost } from './post.ts'
import { textContent } from './say.ts'
import { wordsFor } from './words.ts'

/** Tells whoever invited somebody that they have arrived, unless they want no messages. */
export async function tellArrival(app: App, { payload }: Job): Promise<JobOutcome> {
  const id = String(payload['arrived'])
  const arrived = await arrivedOf(app, id)
  const bot = await app.bot()
  // An operator's command or a token invited.
  if (!arrived?.inviter.startsWith('@') || !bot) return 'done'
  const direct = await directRoomWith(app, bot, arrived.inviter)
  if (direct.kind === 'left') return 'done'
  if (direct.kind !== 'room') return outcomeOf(direct, 'direct room')
  if (direct.isQuiet) return 'done'
  const words = await wordsFor(app, arrived.inviter)
  const post = await openPost(app.db, { about: id, part: 'arrival', room: direct.room }, app)
  const text = words.t('bot.arrived', { who: arrived.mxid })
  const sent = await sendPost(app, bot, post, textContent(text, 'm.text'))
  return sent.kind === 'done' ? 'done' : outcomeOf(sent, 'message')
}

interface Arrived {
  mxid: string
  /** A Matrix id, or the interface where nobody in particular invited. */
  inviter: string
}

/** By their id, an account that was made or one that existed before. Undefined: they were forgotten. */
async function arrivedOf({ db, serverName }: App, id: string): Promise<Arrived | undefined> {
  const made = await findAccount(db, id)
  const invited = made ? undefined : await findInvited(db, id)
  const { localpart, invited_by: inviter = '' } = made ?? {}
  if (localpart) return { mxid: `@${localpart}:${serverName()}`, inviter }
  return invited?.address ? { mxid: invited.address, inviter: invited.invited_by } : undefined
}
