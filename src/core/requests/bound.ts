import type { Profile } from '../../model/profile.ts'
import { Problem } from '../../shared/errors.ts'
import type { RequestRow } from '../../store/request-rows.ts'
import type { App } from '../context.ts'
import { isPossibleName } from '../invites/check.ts'
import { isMailOn } from '../mailing/mail-invite.ts'

/**
 * The only name that the invitation of a request can give; null: any. A profile that binds to a name takes
 * the wished one; one that binds to an address takes the applicant's, to which the link is sent. Problem
 * `request_unbound` if they gave none that fits.
 */
export async function nameFor(
  app: Pick<App, 'config' | 'serverName'>,
  { wished_name: name, mail_id: mailId }: RequestRow,
  profile: Profile | undefined,
): Promise<string | null> {
  switch (profile?.pinned) {
    case undefined:
      return null
    case 'mail':
      if (mailId !== null && isMailOn(app)) return null
      break
    case 'name':
      if (await isPossibleName(app, name)) return name
      break
  }
  throw new Problem('request_unbound')
}
