import type { Refusal } from '../../ports/account-creation.ts'

/**
 * What an answer to a request that can create an account proves. `name_taken` and `stale` prove nothing
 * by themselves, since a proxy may have sent the request twice: src/core/redemption/make-account.ts
 * finds out.
 */
export type Verdict = Refusal | 'stale' | 'awaits_approval'

/** `code`: the errcode of a Matrix server, or the first title of a MAS error. */
export type Proof = readonly [status: number, code: string, verdict: Verdict]

/*
 * One closed table per driver. A row needs evidence that the server gives this answer before it creates
 * anything (docs/homeservers.md). Any answer without a row leaves the outcome unknown.
 */

/** Synapse, and the compatible endpoint of tuwunel. */
export const synapseProofs: readonly Proof[] = [
  [400, 'M_USER_IN_USE', 'name_taken'],
  [400, 'M_EXCLUSIVE', 'name_reserved'],
  [400, 'M_INVALID_USERNAME', 'name_invalid'],
  [400, 'M_UNKNOWN', 'stale'],
  // tuwunel: the nonce was used.
  [400, 'M_INVALID_PARAM', 'stale'],
  [403, 'M_UNKNOWN', 'homeserver_refused'],
  // tuwunel: wrong secret.
  [403, 'M_FORBIDDEN', 'homeserver_refused'],
]

/** Dendrite has no errcode for an expired nonce, only this text. */
export const deadNonce = 'incorrect or expired nonce'

export const dendriteProofs: readonly Proof[] = [
  [400, 'M_USER_IN_USE', 'name_taken'],
  [400, 'M_INVALID_USERNAME', 'name_invalid'],
  [400, 'M_WEAK_PASSWORD', 'password_refused'],
  [403, 'M_FORBIDDEN', 'homeserver_refused'],
  [500, deadNonce, 'stale'],
]

/** The stages of a registration with a token: Synapse, continuwuity, tuwunel, Conduit. */
export const tokenProofs: readonly Proof[] = [
  [400, 'M_USER_IN_USE', 'name_taken'],
  [400, 'M_EXCLUSIVE', 'name_reserved'],
  [400, 'M_INVALID_USERNAME', 'name_invalid'],
  [400, 'M_WEAK_PASSWORD', 'password_refused'],
  [400, 'M_PASSWORD_TOO_SHORT', 'password_refused'],
  [400, 'M_PASSWORD_NO_DIGIT', 'password_refused'],
  [400, 'M_PASSWORD_NO_LOWERCASE', 'password_refused'],
  [400, 'M_PASSWORD_NO_UPPERCASE', 'password_refused'],
  [400, 'M_PASSWORD_NO_SYMBOL', 'password_refused'],
  [400, 'M_PASSWORD_IN_DICTIONARY', 'password_refused'],
  // Synapse: unknown session.
  [400, 'M_UNKNOWN', 'stale'],
  // continuwuity: unknown session.
  [400, 'M_INVALID_PARAM', 'stale'],
  [401, 'M_UNAUTHORIZED', 'homeserver_refused'],
  // continuwuity: wrong token.
  [401, 'M_FORBIDDEN', 'homeserver_refused'],
  // The account exists, and an administrator has to approve it (MSC3866).
  [403, 'ORG.MATRIX.MSC3866_USER_AWAITING_APPROVAL', 'awaits_approval'],
]

/** MAS, `POST /users`: it checks its own users, then asks Synapse, then creates the user. */
export const masProofs: readonly Proof[] = [
  [400, 'Username is not valid', 'name_invalid'],
  [401, 'Invalid type of access token', 'homeserver_refused'],
  [401, 'Unknown access token', 'homeserver_refused'],
  [401, 'Access token expired', 'homeserver_refused'],
  [401, 'Access token revoked', 'homeserver_refused'],
  [403, 'User locked', 'homeserver_refused'],
  [403, 'Missing urn:mas:admin scope', 'homeserver_refused'],
  [409, 'User already exists', 'name_taken'],
  [409, 'Username is reserved by the homeserver', 'name_reserved'],
  [500, 'Failed to check localpart availability from Synapse', 'homeserver_unavailable'],
]

/** MAS, `set-password`: no password was set. */
export const masPasswordProofs: readonly Proof[] = [
  [400, 'Password is too weak', 'password_refused'],
]

/** What an answer proves; undefined if the table has no row for it. */
export function verdictOf(
  proofs: readonly Proof[],
  status: number,
  code: string | undefined,
): Verdict | undefined {
  return proofs.find((row) => row[0] === status && row[1] === code)?.[2]
}
