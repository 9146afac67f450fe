// From facts, not recorded: answers of MAS 1.22 without a recorded exchange.
import type { StandIn } from './stand-in.ts'

/** What only an account has that somebody has signed in to. */
const sessionKinds = ['compat-sessions', 'oauth2-sessions', 'user-sessions'] as const

const listOf = (what: string, user: string) =>
  `GET /api/admin/v1/${what}?filter[user]=${user}&page[first]=1`

/** Empty lists (JSON:API; filters as in MAS's OpenAPI document). */
export function neverSignedIn(mas: StandIn, user: string): void {
  for (const what of [...sessionKinds, 'user-emails']) {
    mas.answerWith(listOf(what, user), 200, { meta: { count: 0 }, data: [], links: {} })
  }
}

export function signedIn(
  mas: StandIn,
  user: string,
  what: (typeof sessionKinds)[number] | 'user-emails' = 'compat-sessions',
): void {
  const data = [{ type: what.slice(0, -1), id: '01M80PTWZ9N1CYQGAHTZH1050K', attributes: {} }]
  mas.answerWith(listOf(what, user), 200, { meta: { count: 1 }, data, links: {} })
}

/** What Synapse 1.163 says to everybody who registers where MAS keeps its people. */
export const onlyServices = {
  errcode: 'M_FORBIDDEN',
  error:
    'Registration has been disabled. Only m.login.application_service registrations are allowed.',
}

/** MAS can't ask Synapse about the name, and creates nothing. */
export function synapseDown(mas: StandIn): void {
  mas.answerWith('POST /api/admin/v1/users', 500, {
    errors: [
      { title: 'Failed to check localpart availability from Synapse' },
      { title: 'error sending request' },
    ],
  })
}
