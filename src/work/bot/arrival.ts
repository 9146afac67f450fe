import type { App } from '../../core/context.ts'
import type { Job, JobOutcome } from '../../model/job.ts'
import { findAccount } from '../../store/guests.ts'
import { findInvited } from '../../store/invited-find.ts'
import { tellPerson } from './tell-person.ts'
import type { Words } from './words.ts'

/** Tells whoever invited somebody that they have arrived, unless they want no messages. */
export async function tellArrival(app: App, { payload }: Job): Promise<JobOutcome> {
  const id = String(payload['arrived'])
  const arrived = await arrivedOf(app, id)
  if (!arrived) return 'done'
  const { mxid: who, inviter: person } = arrived
  const say = (words: Words) => ({ text: words.t('bot.arrived', { who }) })
  return tellPerson(app, { about: id, part: 'arrival', person, say })
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
