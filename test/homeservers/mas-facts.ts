// From facts, not recorded: what MAS 1.22 answers where no exchange with it was recorded.
import type { StandIn } from './stand-in.ts'

/** What only somebody who has signed in has. */
const sessionKinds = ['compat-sessions', 'oauth2-sessions', 'user-sessions'] as const

const listOf = (what: string, user: string) =>
  `GET /api/admin/v1/${what}?filter[user]=${user}&page[first]=1`

/** Lists that hold nothing (JSON:API; filters as in MAS's OpenAPI document). */
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

/** Synapse can't be asked for the name: nothing is made. */
export function synapseDown(mas: StandIn): void {
  mas.answerWith('POST /api/admin/v1/users', 500, {
    errors: [
      { title: 'Failed to check localpart availability from Synapse' },
      { title: 'error sending request' },
    ],
  })
}
