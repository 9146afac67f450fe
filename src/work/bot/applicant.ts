import { readAddress } from '../../core/arrivals/address.ts'
import type { App } from '../../core/context.ts'
import type { Job, JobOutcome } from '../../model/job.ts'
import { findByRequest } from '../../store/invites.ts'
import { findRequest } from '../../store/requests.ts'
import type { RequestRow } from '../../store/request-rows.ts'
import { tellPerson } from './tell-person.ts'

/** Tells an applicant who gave a Matrix address what was decided, in the words of the mail for others. */
export async function tellApplicant(app: App, { payload }: Job): Promise<JobOutcome> {
  const request = await findRequest(app.db, String(payload['request']))
  const known = { own: app.serverName(), others: app.config.bot.servers }
  const person = request && readAddress(request.address, known)
  const mail = request && (await mailFor(app, request))
  if (!person || !mail) return 'done'
  const { textOf } = await import('../../mail/text.ts')
  return tellPerson(app, {
    about: request.id,
    part: 'answer',
    person,
    say: () => textOf(app, { ...mail, language: request.language }),
  })
}

async function mailFor({ db }: App, { id, state }: RequestRow) {
  if (state === 'declined') return { kind: 'declined', subject: id } as const
  const invite = state === 'approved' ? await findByRequest(db, id) : undefined
  return invite && ({ kind: 'let_in', subject: invite.id } as const)
}
