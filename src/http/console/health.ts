import { hasRoom } from '../../core/bot/jobs.ts'
import type { App } from '../../core/context.ts'
import { changeJobs } from '../../core/jobs/manage.ts'
import { deliveriesInTrouble } from '../../store/mail-deliveries.ts'
import { findBotAccount } from '../../store/bot.ts'
import { findSync } from '../../store/bot-sync.ts'
import { listJobs } from '../../store/jobs-overview.ts'
import { examineApp } from '../api/doctor-operation.ts'
import { readForm } from '../kit/forms.ts'
import type { ActorHandler } from '../kit/route.ts'
import type { Console } from './console.ts'
import { noticeOf, saying } from './notices.ts'
import { pageOf } from './page.ts'
import { redirect, reply } from './reply.ts'
import { type BotState, healthPage } from './views/health.ts'

const mostJobs = 100

/** The doctor is asked only if the address says so: it takes some seconds. */
export const showHealth: ActorHandler<Console> = async (console, exchange, { actor }) => {
  const { app } = console
  const isAsked = exchange.req.query('examine') !== undefined
  const sections = isAsked ? await examineApp(app) : null
  const jobs = await listJobs(app.db, { onlyDead: true, limit: mostJobs })
  const mails = await deliveriesInTrouble(app.db, mostJobs)
  const bot = await botState(app)
  const notice = await noticeOf(console, exchange, actor)
  const page = pageOf(console, exchange, actor)
  const text = healthPage(page, { sections, jobs, mails, bot, notice })
  return reply(console, exchange, text, { tag: page.catalogue.tag })
}

/** Undefined where the bot has no room. */
async function botState({ config, db }: App): Promise<BotState | undefined> {
  if (!hasRoom(config)) return undefined
  const account = await findBotAccount(db)
  const sync = account && (await findSync(db, account.userId))
  return { userId: account?.userId ?? null, readAt: sync?.synced_at ?? null }
}

/** Retries the job of the form; all that failed, if it names none. */
export const retryJobs: ActorHandler<Console> = async (console, exchange, call) => {
  const id = (await readForm(exchange, call)).get('job') ?? ''
  await changeJobs(console.app, 'retry', id === '' ? null : id, call.actor)
  return redirect(await saying(console, console.paths.health, call.actor, ['job.retried']))
}
