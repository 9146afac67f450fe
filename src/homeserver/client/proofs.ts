import type { Refusal } from '../../ports/homeserver.ts'

/**
 * What an answer to a request that can make an account proves. `name_taken` and `stale` prove nothing
 * alone, since a web server may have sent the request twice: src/core/redemption/make-account.ts finds out.
 */
export type Verdict = Refusal | 'stale' | 'awaits_approval'

/** `code`: the errcode of a Matrix server, the first title of MAS. */
export type Proof = readonly [status: number, code: string, verdict: Verdict]

/*
 * One closed table per driver. A row needs evidence that the server gives this answer before it makes
 * anything (docs/homeservers.md). Every answer without a row leaves the outcome unknown.
 */

/** Synapse, and tuwunel's endpoint of the same shape. */
export const synapseProofs: readonly Proof[] = [
  [400, 'M_USER_IN_USE', 'name_taken'],
  [400, 'M_EXCLUSIVE', 'name_reserved'],
  [400, 'M_INVALID_USERNAME', 'name_invalid'],
  [400, 'M_UNKNOWN', 'stale'],
  // tuwunel, of a used nonce.
  [400, 'M_INVALID_PARAM', 'stale'],
  [403, 'M_UNKNOWN', 'homeserver_refused'],
  // tuwunel, of a wrong secret.
  [403, 'M_FORBIDDEN', 'homeserver_refused'],
]

/** Dendrite has no errcode for a dead nonce, only this text. */
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
  // Synapse, of a session it does not know.
  [400, 'M_UNKNOWN', 'stale'],
  // continuwuity, of the same.
  [400, 'M_INVALID_PARAM', 'stale'],
  [401, 'M_UNAUTHORIZED', 'homeserver_refused'],
  // continuwuity, of a wrong token.
  [401, 'M_FORBIDDEN', 'homeserver_refused'],
  // The account is made, and an administrator has to approve it (MSC3866).
  [403, 'ORG.MATRIX.MSC3866_USER_AWAITING_APPROVAL', 'awaits_approval'],
]

/** MAS, of `POST /users`. It checks its own names, then asks Synapse, then makes the user. */
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

/** MAS, of `set-password`: nothing was set. */
export const masPasswordProofs: readonly Proof[] = [
  [400, 'Password is too weak', 'password_refused'],
]

/** What the table says of an answer; undefined where it proves nothing. */
export function verdictOf(
  proofs: readonly Proof[],
  status: number,
  code: string | undefined,
): Verdict | undefined {
  return proofs.find((row) => row[0] === status && row[1] === code)?.[2]
}
