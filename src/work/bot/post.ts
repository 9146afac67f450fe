import { outcomeOf } from '../../core/bot/failure.ts'
import type { App } from '../../core/context.ts'
import { enqueue } from '../../core/jobs/enqueue.ts'
import type { Job, JobOutcome } from '../../model/job.ts'
import type { Bot, BotAnswer, BotFailure, Json } from '../../ports/bot.ts'
import { deletePost, findPost, keepPostEvent, listForgottenPosts } from '../../store/bot-posts.ts'
import type { BotPostRow } from '../../store/bot-rows.ts'
import { textContent } from './say.ts'

/* Messages that name somebody, and are redacted when that person is forgotten. */

/** Redactions that are begun at a time. */
const batch = 100

/** Sends a post, once, and returns the id of its event. */
export async function sendPost(
  { db }: Pick<App, 'db'>,
  bot: Bot,
  post: BotPostRow,
  content: Json,
): Promise<BotAnswer<string>> {
  if (post.event !== null) return { kind: 'done', value: post.event }
  const txn = `lk-${post.about}-${post.part}`
  const sent = await bot.send(post.room, { type: 'm.room.message', content, txn })
  if (sent.kind === 'done') await keepPostEvent(db, post.id, sent.value)
  return sent
}

/** Begins to redact what is left of people who were forgotten. */
export async function forgetPosts(app: App): Promise<void> {
  const ids = await listForgottenPosts(app.db, batch)
  if (ids.length === 0) return
  await app.db.transaction().execute(async (trx) => {
    for (const post of ids) {
      await enqueue(trx, { kind: 'bot-redact', key: post, payload: { post } }, app)
    }
  })
}

export async function redactPost(app: App, { payload }: Job): Promise<JobOutcome> {
  const post = await findPost(app.db, String(payload['post']))
  const bot = await app.bot()
  const failure = post && bot ? await redact(app, bot, post) : null
  return failure ? outcomeOf(failure, 'redaction') : 'done'
}

/** Of a post that was perhaps sent, the same transaction id tells the event; otherwise a dot is sent. */
export async function redact(app: App, bot: Bot, post: BotPostRow): Promise<BotFailure | null> {
  const sent = await sendPost(app, bot, post, textContent('.', 'm.notice'))
  const redacted =
    sent.kind === 'done'
      ? await bot.redact(post.room, { event: sent.value, txn: `lk-${post.id}-redact` })
      : sent
  // The bot was removed from the room: there is nothing that it can do.
  const isShutOut = redacted.kind === 'refused' && redacted.status === 403
  if (redacted.kind !== 'done' && !isShutOut) return redacted
  await deletePost(app.db, post.id)
  return null
}
