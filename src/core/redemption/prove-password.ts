import type { PasswordVerdict } from '../../ports/account-actions.ts'
import type { Context } from '../context.ts'
import type { OpenedSession } from './introduction-session.ts'

interface Login {
  localpart: string
  password: string
  visitor: string | null
  /** The session that proves it is not wanted for an introduction. */
  withoutSession: boolean
}

interface Proven {
  /** Undefined: the homeserver can't be asked. */
  verdict: PasswordVerdict | undefined
  /** The caller must keep or end it. */
  session?: OpenedSession
}

/** Whether this is the account's password. Ends any session of ours whose token was lost. */
export async function provePassword(
  { homeserver }: Pick<Context, 'homeserver'>,
  { localpart, password, visitor, withoutSession }: Login,
): Promise<Proven> {
  const { bySession, verifyPassword } = homeserver
  if (withoutSession || !bySession) {
    return { verdict: await verifyPassword?.(localpart, password, visitor) }
  }
  const said = await bySession.logIn(localpart, password, visitor)
  if (typeof said === 'string') return { verdict: said }
  return { verdict: 'yes', session: { token: said.token, byLogin: true } }
}
