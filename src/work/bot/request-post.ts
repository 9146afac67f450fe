import { outcomeOf } from '../../core/bot/failure.ts'
import type { App } from '../../core/context.ts'
import { doorOf } from '../../model/actor.ts'
import type { Job, JobOutcome } from '../../model/job.ts'
import type { Answer } from '../../model/request.ts'
import type { Bot, BotAnswer, BotFailure } from '../../ports/bot.ts'
import { findPostsAbout, markEdited, openPost } from '../../store/bot-posts.ts'
import type { BotPostRow } from '../../store/bot-rows.ts'
import { listEvents } from '../../store/events.ts'
import type { RequestRow } from '../../store/request-rows.ts'
import { findRequest } from '../../store/requests.ts'
import { forgetPosts, redact, sendPost } from './post.ts'
import { requestLink } from './request-link.ts'
import { textContent } from './say.ts'
import { type Words, wordsFor } from './words.ts'

/**
 * Has the moderators' room show a request as it is now: undecided, decided by whom, or no longer. Every
 * event of a request asks for it, so none is missed, in whatever order the jobs run.
 */
export async function showRequest(app: App, { payload }: Job): Promise<JobOutcome> {
  const bot = await app.bot()
  const { moderatorsRoom } = app.config.bot
  if (!bot || moderatorsRoom === null) return 'done'
  const room = await bot.resolve(moderatorsRoom)
  if (room.kind !== 'done') return outcomeOf(room, 'moderators’ room')
  const id = String(payload['request'])
  const words = await wordsFor(app, null)
  const before = await findRequest(app.db, id)
  if (before?.state === 'open') {
    const posted = await post(app, bot, { request: before, room: room.value, words })
    if (posted) return outcomeOf(posted, 'request')
  }
  // It may have been decided while it was posted.
  const now = await findRequest(app.db, id)
  if (!now || now.erased_at !== null) await forgetPosts(app)
  else if (now.state !== 'open') {
    const failure = await sayDecided(app, bot, now, words)
    if (failure) return outcomeOf(failure, 'decision')
  }
  return 'done'
}

interface Posting {
  request: RequestRow
  room: string
  words: Words
}

/** The words of the applicant only where they are allowed, and the room is not encrypted. */
async function post(
  app: App,
  bot: Bot,
  { request, room, words }: Posting,
): Promise<BotFailure | null> {
  const { id: about, number, wished_name: name } = request
  const link = requestLink(app, request)
  const main = await openPost(app.db, { about, part: 'request', room }, app)
  const text = words.t('bot.request', { number, name, link })
  const sent = await sendPost(app, bot, main, textContent(text, 'm.text'))
  if (sent.kind !== 'done') return sent
  if (!app.config.requests.showInRoom) return null
  const encryption = await bot.state(room, 'm.room.encryption')
  if (encryption.kind === 'done') return null
  if (encryption.kind !== 'refused' || encryption.status !== 404) return encryption
  const details = await openPost(app.db, { about, part: 'words', room }, app)
  return failureOf(await sendPost(app, bot, details, textContent(wordsOf(request), 'm.notice')))
}

function wordsOf({ number, words, answers }: RequestRow): string {
  const given = JSON.parse(answers) as Answer[]
  const lines = given.map(({ question, answer }) => `${question} ${answer}`)
  return [`#${number}`, ...(words === '' ? [] : [words]), ...lines].join('\n')
}

async function sayDecided(
  app: App,
  bot: Bot,
  request: RequestRow,
  words: Words,
): Promise<BotFailure | null> {
  for (const one of await findPostsAbout(app.db, request.id)) {
    // The applicant's own answer.
    if (one.part === 'answer') continue
    const done =
      one.part === 'words' ? await redact(app, bot, one) : await edit(app, bot, one, request, words)
    if (done) return done
  }
  return null
}

async function edit(
  app: App,
  bot: Bot,
  one: BotPostRow,
  request: RequestRow,
  words: Words,
): Promise<BotFailure | null> {
  if (one.is_edited === 1) return null
  const who = await whoDecided(app, request, words)
  const word = request.state === 'approved' ? 'bot.approved' : 'bot.declined'
  const text = words.t(word, { number: request.number, who })
  const sent = await sendPost(app, bot, one, textContent(text, 'm.text'))
  if (sent.kind !== 'done') return sent
  const fresh = textContent(text, 'm.text')
  const content = {
    ...textContent(`* ${text}`, 'm.text'),
    'm.new_content': fresh,
    'm.relates_to': { rel_type: 'm.replace', event_id: sent.value },
  }
  const txn = `lk-${request.id}-decided`
  const edited = await bot.send(one.room, { type: 'm.room.message', content, txn })
  if (edited.kind === 'done') await markEdited(app.db, one.id)
  return failureOf(edited)
}

/** A Matrix id, or the interface. */
async function whoDecided(app: App, { id, state }: RequestRow, words: Words): Promise<string> {
  const kind = state === 'approved' ? 'request.approved' : 'request.declined'
  const event = (await listEvents(app.db, id)).find((one) => one.kind === kind)
  if (event?.actor_id) return event.actor_id
  const door = event ? doorOf(event) : 'system'
  if (door === 'api') return words.t('who.api')
  return words.t(door === 'command line' ? 'who.commandLine' : 'who.system')
}

function failureOf(answered: BotAnswer<unknown>): BotFailure | null {
  return answered.kind === 'done' ? null : answered
}
