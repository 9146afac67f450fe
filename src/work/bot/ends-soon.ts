import type { App } from '../../core/context.ts'
import { noticeOf } from '../../core/guests/state.ts'
import type { Job, JobOutcome } from '../../model/job.ts'
import { makeConsolePaths } from '../../shared/console-paths.ts'
import { findAccount } from '../../store/guests.ts'
import { tellPerson } from './tell-person.ts'
import { dateIn, type Words } from './words.ts'

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
  if (!ending) return 'done'
  const { who, link, endsAt } = ending
  return tellPerson(app, {
    about,
    part: `${part}-${String(payload['event'])}`,
    person: whom(ending),
    say: (words) => ({ text: text(words, { who, link, date: dateIn(app, words, endsAt) }) }),
  })
}

/** Undefined: they were forgotten, or the account doesn't end within a week any more. */
async function endingOf(app: App, id: string): Promise<Ending | undefined> {
  const account = await findAccount(app.db, id)
  if (!account || noticeOf(account, app.clock()) === null) return undefined
  const { localpart, ends_at: endsAt, invited_by: inviter } = account
  const { origin, pathname } = new URL(app.config.public.url)
  const link = origin + makeConsolePaths(pathname.replace(/\/$/, '')).person(id)
  return { who: `@${localpart}:${app.serverName()}`, inviter, endsAt: endsAt ?? 0, link }
}
