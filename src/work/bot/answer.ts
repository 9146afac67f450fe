import { outcomeOf as jobOutcome } from '../../core/bot/failure.ts'
import type { App } from '../../core/context.ts'
import { linkOf } from '../../core/invites/link.ts'
import type { Job, JobOutcome } from '../../model/job.ts'
import type { Bot, BotAnswer, BotFailure } from '../../ports/bot.ts'
import type { BotInboxRow } from '../../store/bot-rows.ts'
import { endEntry, findEntry } from '../../store/bot-sync.ts'
import { findById } from '../../store/invites.ts'
import { answerText } from './answer-text.ts'
import { answerInvitation } from './invitation.ts'
import { type Command, readCommand } from './command.ts'
import { decideOnce, outcomeOf } from './decide.ts'
import type { Outcome } from './outcome.ts'
import { perform } from './perform.ts'
import { faultOfRoom } from './room-fault.ts'
import { decideByReaction } from './reaction.ts'
import { reply, showQr } from './say.ts'
import { wordsFor } from './words.ts'

/** Answers an entry of the inbox: once, however often its job runs. */
export async function answerEntry(app: App, { payload }: Job): Promise<JobOutcome> {
  const entry = await findEntry(app.db, String(payload['entry']))
  if (!entry || entry.done_at !== null) return 'done'
  const bot = await app.bot()
  // It is being set up anew.
  if (!bot) return { retryAfterMs: 10_000 }
  const failure = await answer(app, bot, entry)
  if (failure && !isShutOut(failure)) return jobOutcome(failure, 'answer')
  await endEntry(app.db, entry.id, app.clock())
  return 'done'
}

/** The bot may no longer write to this room: nobody there could read an answer. */
function isShutOut(failure: BotFailure): boolean {
  return failure.kind === 'refused' && failure.status === 403
}

async function answer(app: App, bot: Bot, entry: BotInboxRow): Promise<BotFailure | null> {
  if (entry.kind === 'invite') return answerInvitation(app, bot, entry)
  const outcome = await outcomeFor(app, bot, entry)
  if (!isOutcome(outcome)) return outcome
  const words = await wordsFor(app, entry.sender)
  const text = await answerText(app, words, entry, outcome)
  const said = text === null ? null : failureOf(await reply(bot, entry, text))
  if (said || outcome.kind !== 'invited') return said
  const invite = await findById(app.db, outcome.invite)
  const link = invite && linkOf(app.config, invite)
  if (!link) return null
  const shown = await showQr(bot, entry, { link, title: words.t('bot.qr') })
  // Without a picture the link is enough.
  return shown.kind === 'refused' ? null : failureOf(shown)
}

function failureOf(answered: BotAnswer<unknown>): BotFailure | null {
  return answered.kind === 'done' ? null : answered
}

function isOutcome(one: Outcome | BotFailure): one is Outcome {
  return !['refused', 'limited', 'unanswered'].includes(one.kind)
}

async function outcomeFor(app: App, bot: Bot, entry: BotInboxRow): Promise<Outcome | BotFailure> {
  if (entry.outcome !== null) return outcomeOf(entry)
  if (entry.kind === 'encrypted') return { kind: 'encrypted' }
  if (entry.kind === 'reaction') return decideByReaction(app, entry)
  const command = readCommand(entry.body)
  if (entry.place === 'direct') return decideOnce(app, entry, inDirect(command))
  const fault = await faultOfRoom(bot, entry.room)
  if (fault !== null) return typeof fault === 'string' ? { kind: fault } : fault
  return decideOnce(app, entry, (inner, actor) => perform(inner, command, actor))
}

/** In a direct room people decide about notices; links are made in the command room. */
function inDirect(command: Command): Parameters<typeof decideOnce>[2] {
  const isAllowed = command.kind === 'quiet' || command.kind === 'help'
  return async (inner, actor) => perform(inner, isAllowed ? command : { kind: 'help' }, actor)
}
