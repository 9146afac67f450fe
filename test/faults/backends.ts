import { ownDevice } from '../../src/homeserver/client/sessions.ts'
import { raisedLimits } from '../../tools/raised-limits.ts'
import type { SynapseAddress } from '../../tools/synapse.ts'
import { openContinuwuity } from '../homeservers/continuwuity.ts'
import { ownDendrite } from '../homeservers/dendrites.ts'
import { openMatrix } from '../homeservers/matrix-facts.ts'
import {
  countDevices,
  newAdmin,
  newRegistrationToken,
  ownSynapse,
  withApproval,
  withTerms,
  withTokens,
} from '../homeservers/synapses.ts'
import { openTuwunel } from '../homeservers/tuwunel.ts'
import { synapseOfHistories } from '../support/parts.ts'
import { login } from '../support/synapse-client.ts'
import type { Backend } from './backend.ts'
import { openMas } from './mas-backend.ts'
import type { Kind } from './points.ts'
import { deactivate, makeStranger } from './strangers.ts'

export interface BackendChoice {
  /** How accounts are created there, for a test title. */
  by: string
  open: () => Promise<Backend>
}

const everywhere: readonly Kind[] = ['profile', 'nonce', 'register', 'login', 'logout', 'settle']
const secondMs = 1_000

/** Every driver, with every homeserver whose responses differ. */
export const backends = {
  synapse: { by: 'Synapse’s secret', open: () => sharedSynapse() },
  'synapse-admin': { by: 'an admin token', open: synapseAdmin },
  token: { by: 'a registration token', open: () => byToken(withTokens) },
  terms: { by: 'a token and terms', open: () => byToken(withTerms) },
  approval: {
    by: 'a token, where somebody has to approve',
    open: byApproval,
  },
  dendrite: { by: 'Dendrite’s secret', open: dendrite },
  tuwunel: { by: 'tuwunel’s secret', open: tuwunel },
  continuwuity: { by: 'a token at continuwuity', open: continuwuity },
  mas: { by: 'MAS', open: () => openMas('mas') },
  'mas-token': { by: 'MAS’s own form', open: () => openMas('mas-token') },
} satisfies Record<string, BackendChoice>

/** The closed Synapse that all histories share. */
export async function sharedSynapse(): Promise<Backend> {
  return atSecret('synapse', synapseOfHistories(), 60 * secondMs)
}

async function synapseAdmin(): Promise<Backend> {
  const backend = atSecret('synapse', synapseOfHistories(), 60 * secondMs)
  const adminToken = await newAdmin(synapseOfHistories())
  return { ...backend, homeserver: { ...backend.homeserver, adminToken } }
}

async function dendrite(): Promise<Backend> {
  // Without X-Forwarded-For its limits count the connection's address, which is the same for all here.
  const at = await ownDendrite({ enabled: false })
  const close = () => at[Symbol.asyncDispose]()
  return { ...atSecret('dendrite', at, 300 * secondMs), [Symbol.asyncDispose]: close }
}

function atSecret(kind: 'synapse' | 'dendrite', at: SynapseAddress, nonceTtlMs: number): Backend {
  const { serverName, sharedSecret: registrationSharedSecret } = at
  return {
    ...atReal(at),
    homeserver: { kind, serverName, registrationSharedSecret },
    preparedTtlMs: nonceTtlMs,
  }
}

async function byToken(settings: (folder: string) => Record<string, unknown>): Promise<Backend> {
  const at = await ownSynapse((folder) => ({
    ...settings(folder),
    ...raisedLimits.tokenHistories.limits,
  }))
  const admin = await newAdmin(at)
  const registrationToken = await newRegistrationToken(at, admin)
  const { serverName } = at
  return {
    ...atReal(at),
    homeserver: { kind: 'registration-token', serverName, registrationToken },
    preparedTtlMs: 300 * secondMs,
    devices: (localpart) => countDevices(at, localpart, admin, ownDevice),
    [Symbol.asyncDispose]: () => at[Symbol.asyncDispose](),
  }
}

/** Logins fail before the approval, so no session has to be ended. */
async function byApproval(): Promise<Backend> {
  const backend = await byToken(withApproval)
  return { ...backend, kinds: everywhere.filter((kind) => kind !== 'logout') }
}

type Real = Omit<Backend, 'homeserver'>

function atReal(at: SynapseAddress): Real {
  return {
    url: at.url,
    at,
    kinds: everywhere,
    makeStranger: (localpart, password) => makeStranger(at, localpart, password),
    deactivate: (localpart, password) => deactivate(at, localpart, password),
    owns: (localpart, password) => opens(at.url, localpart, password),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

/** An account that waits for approval counts as an account. */
async function opens(url: string, localpart: string, password: string): Promise<boolean> {
  const said = await login(url, localpart, password)
  return said.startsWith('@') || said === 'ORG.MATRIX.MSC3866_USER_AWAITING_APPROVAL'
}

async function tuwunel(): Promise<Backend> {
  const at = await openMatrix(openTuwunel)
  const { serverName, sharedSecret: registrationSharedSecret } = at
  return { ...atStandIn(at), homeserver: { kind: 'synapse', serverName, registrationSharedSecret } }
}

async function continuwuity(): Promise<Backend> {
  const at = await openMatrix(openContinuwuity)
  const { serverName, token: registrationToken } = at
  return {
    ...atStandIn(at),
    homeserver: { kind: 'registration-token', serverName, registrationToken },
    lastStage: 'm.login.registration_token',
  }
}

function atStandIn(at: Awaited<ReturnType<typeof openMatrix>>): Real {
  return {
    url: at.url,
    kinds: everywhere,
    passed: at.passed,
    makeStranger: (localpart, password) => Promise.resolve(at.add(localpart, password)),
    deactivate: (localpart) => Promise.resolve(at.deactivate(localpart)),
    owns: (localpart, password) => Promise.resolve(at.opens(localpart, password)),
    [Symbol.asyncDispose]: at.close,
  }
}
