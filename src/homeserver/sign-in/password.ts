import type { Credentials, NotSignedIn, SignInOutcome } from '../../ports/sign-in.ts'
import { busy, errcodeOf } from '../client/answers.ts'
import { awaitsApproval } from '../client/sessions.ts'
import { type Answered, type Failed, forwardedFor } from '../client/client.ts'
import { proveBySession, type SessionParts, unavailable } from './own-session.ts'

/** The name of our sessions in people's lists, for the second that they last. */
export const deviceName = 'Latchkey sign-in'

/** Who has this password (specification, `m.login.password`). */
export async function byPassword(
  parts: SessionParts,
  { user, password, visitor }: Credentials,
): Promise<SignInOutcome> {
  const answer = await parts.client.call({
    name: 'console login',
    method: 'POST',
    path: '/_matrix/client/v3/login',
    headers: forwardedFor(visitor),
    body: {
      type: 'm.login.password',
      identifier: { type: 'm.id.user', user },
      password,
      initial_device_display_name: deviceName,
    },
  })
  return proveByLogin(parts, answer, visitor)
}

/** Reads the answer of a login, and proves who it is by the session that it opened. */
export async function proveByLogin(
  parts: SessionParts,
  answer: Answered | Failed,
  visitor: string | null,
): Promise<SignInOutcome> {
  const token = answer.kind === 'answered' && answer.status === 200 && answer.json['access_token']
  if (typeof token === 'string') return proveBySession(parts, { token, visitor })
  return readRefusal(answer)
}

function readRefusal(answer: Answered | Failed): NotSignedIn {
  if (answer.kind === 'failed') return unavailable('login', answer)
  if (answer.status === 429) {
    const { retryAfterMs } = busy(answer)
    return { kind: 'failed', reason: 'busy', ...(retryAfterMs !== undefined && { retryAfterMs }) }
  }
  switch (errcodeOf(answer)) {
    case 'M_FORBIDDEN':
    case 'M_USER_DEACTIVATED':
      return { kind: 'failed', reason: 'wrong' }
    case 'M_USER_LOCKED':
    case awaitsApproval:
      return { kind: 'failed', reason: 'locked' }
    default:
      return unavailable('login', answer)
  }
}
