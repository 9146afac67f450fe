import { notPrepared, readCreation, readStanding, refusalOf } from './answers.ts'
import type { Answered, Client, Failed } from './client.ts'
import {
  actingWith,
  answersVersions,
  askAvailable,
  available,
  isRoom,
  opens,
} from './client-server.ts'
import { examineSecret } from './examine-secret.ts'
import { examine } from './examine.ts'
import { judge, type Known } from './fate.ts'
import type { Homeserver, Outcome, Prepared, Refused, Wish } from './homeserver.ts'
import { fetchNonce, register } from './shared-secret.ts'

export interface DendriteOptions {
  serverName: string
  sharedSecret: string
  /** Milliseconds since 1970. */
  clock: () => number
}

/** Dendrite with its registration shared secret, which it has from Synapse, with differences. */
export function createDendrite(client: Client, options: DendriteOptions): Homeserver {
  const { serverName, clock } = options
  const identity = { kind: 'dendrite', serverName, clock } as const
  const secret = async () => [await examineSecret(client, options.sharedSecret)]
  return {
    kind: 'dendrite',
    asks: { password: true, email: false },
    prepare: (wish) => prepare(client, options, wish),
    check: (localpart, visitor) => available(client, localpart, visitor),
    fate: async (asked) => judge(asked, await find(client, asked.localpart)),
    opens: (localpart, password, visitor) => opens(client, localpart, password, visitor),
    reaches: (room) => isRoom(client, room),
    answers: () => answersVersions(client),
    examine: () => examine(client, identity, secret),
    close: client.close,
  }
}

/** The question about the name is also what protects the names of application services. */
async function prepare(
  client: Client,
  options: DendriteOptions,
  { localpart, visitor }: Wish,
): Promise<Prepared | Refused> {
  const said = await askAvailable(client, localpart, visitor)
  const standing = readStanding(said)
  const refusal = refusalOf(standing)
  if (refusal) return refusal
  if (standing !== 'free') return notPrepared('whether the name is free', said)
  const nonce = await fetchNonce(client, visitor)
  if (typeof nonce !== 'string') return nonce
  const create = async (password: string) => {
    const answer = await register(client, options.sharedSecret, {
      localpart,
      password,
      nonce,
      visitor,
    })
    return readRegistration(client, `@${localpart}:${options.serverName}`, answer)
  }
  return { kind: 'prepared', free: true, create: ({ password }) => create(password) }
}

/** It ignores inhibit_login, so there is a session to be ended; a dead nonce is a 500. */
function readRegistration(client: Client, userId: string, answer: Answered | Failed): Outcome {
  const { access_token: token, message } = answer.kind === 'answered' ? answer.json : {}
  if (String(message).startsWith('incorrect or expired nonce')) return { kind: 'stale' }
  const outcome = readCreation(answer)
  if (outcome.kind !== 'created' || typeof token !== 'string') return outcome
  return { kind: 'created', newcomer: actingWith(client, userId, token) }
}

async function find(client: Client, localpart: string): Promise<Known> {
  const standing = await available(client, localpart, null)
  if (standing === 'unknown') return 'unknown'
  return standing === 'taken' ? { madeAt: null } : 'absent'
}
