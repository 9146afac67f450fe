import { error, fine, type Finding, notice, warning } from '../../shared/finding.ts'
import type { Client } from '../client/client.ts'
import { discover, type Discovered, fittingKinds, isOpenToAll, type NotFound } from './discover.ts'
import { examineSso } from './examine-sso.ts'
import { reportedSkewMs } from '../client/resolution.ts'
import type { HomeserverKind } from '../../ports/homeserver-kinds.ts'
import { askServerName } from '../client/server-name.ts'

interface Identity {
  kind: HomeserverKind
  serverName: string
  /** Milliseconds since 1970. */
  clock: () => number
}

/**
 * Checks a homeserver and reports to its operator: the checks that all kinds have in common, then those
 * of the driver (`access`). Creates nothing.
 */
export async function examine(
  client: Client,
  { kind, serverName, clock }: Identity,
  access: (discovered: Discovered) => Promise<Finding[]>,
): Promise<Finding[]> {
  const asked = clock()
  const discovered = await discover(client)
  if ('cause' in discovered) return [describeNotFound(discovered)]
  return [
    fine('answers', 'The homeserver answers.'),
    await examineName(client, serverName),
    examineKind(kind, discovered),
    ...examineClock(discovered, (asked + clock()) / 2),
    examineOpenRegistration(discovered),
    ...examineFirstAccount(discovered),
    ...(await examineSso(client, discovered)),
    ...(await access(discovered)),
  ]
}

async function examineName(client: Client, serverName: string): Promise<Finding> {
  const name = await askServerName(client)
  if (name === null) {
    const taken = `Its name is ${serverName} by the configuration; it does not report its name here.`
    const unknown = 'It does not report its name here: Latchkey learns it from the first account.'
    return fine('server_name', serverName === '' ? unknown : taken)
  }
  if (name === serverName || serverName === '') return fine('server_name', `Its name is ${name}.`)
  const sentence = `Its name is ${name}, but homeserver.server_name says ${serverName}.`
  return error('server_name', sentence, `Set homeserver.server_name to ${name}.`)
}

function examineKind(kind: HomeserverKind, discovered: Discovered): Finding {
  const software = discovered.software ?? 'a homeserver that does not report its software'
  const fitting = fittingKinds(discovered)
  const isDelegated = discovered.signIn === 'delegated' && fitting.includes('mas')
  const behind = isDelegated ? ' that delegates signing in to a service' : ''
  const down =
    discovered.signIn === 'delegate_down'
      ? ' whose authentication service does not answer right now'
      : ''
  const what = `It is ${software}${behind}${down}`
  if (fitting.includes(kind)) return fine('kind', `${what}, which homeserver.kind ${kind} fits.`)
  if (fitting.length === 0) {
    const sentence = `${what}, and offers no way for Latchkey to create accounts.`
    return error('kind', sentence, 'docs/homeservers.md says what each homeserver needs.')
  }
  const advice = `Set homeserver.kind to ${fitting.join(' or ')}; docs/moving-to-mas.md is about MAS.`
  return error(
    'kind',
    `${what}, which homeserver.kind ${kind} does not fit.`,
    fitting.includes('mas') ? advice : advice.replace(/;.*/, '.'),
  )
}

/** Compares the Date header (to the second). Lost answers are resolved by comparing times. */
function examineClock({ date }: Discovered, now: number): Finding[] {
  if (date === null) return []
  const seconds = Math.round((date + 500 - now) / 1000)
  const ahead = `${Math.abs(seconds)} seconds ${seconds > 0 ? 'ahead of' : 'behind'} the one here`
  const advice = 'Have both machines set their clocks by NTP.'
  if (Math.abs(seconds) * 1000 >= reportedSkewMs) {
    const so = 'so a lost answer can be resolved wrongly'
    return [error('clock', `Its clock is ${ahead}, ${so}.`, advice)]
  }
  return [
    Math.abs(seconds) > 5
      ? warning('clock', `Its clock is ${ahead}.`, advice)
      : fine('clock', 'Its clock and the one here agree.'),
  ]
}

function describeNotFound({ cause, moved }: NotFound): Finding {
  const right = 'Is it running, and is homeserver.url right?'
  const advice =
    moved === undefined ? right : `Set homeserver.url to ${moved}: redirects are not followed here.`
  return error('answers', `The homeserver does not answer (${cause}).`, advice)
}

function examineOpenRegistration(discovered: Discovered): Finding {
  const { untold } = discovered
  if (untold !== null) {
    const sentence = `Whether anybody can register without an invitation could not be tested: ${untold}.`
    return warning('open_registration', sentence, 'Try again, and see that it is closed.')
  }
  if (isOpenToAll(discovered)) return error('open_registration', openToAll, close(discovered))
  const ask = discovered.flows.length > 0 ? 'asks for a token' : 'is closed'
  return fine('open_registration', `Registration at the homeserver itself ${ask}.`)
}

const openToAll = 'Anybody can register at the homeserver without an invitation.'

function close({ software }: Discovered): string {
  const [, how] = closing.find(([name]) => software?.startsWith(name)) ?? []
  return `Close registration at the homeserver${how === undefined ? '' : ` (${how})`}.`
}

const closing: [software: string, how: string][] = [
  ['Synapse', 'enable_registration: false'],
  ['Dendrite', 'client_api.registration_disabled: true'],
  ['Tuwunel', 'allow_registration = false'],
  ['continuwuity', 'registration_token, or allow_registration = false'],
]

/** tuwunel, continuwuity and their ancestors: `admin_room`, and the first user is invited to it. */
function examineFirstAccount({ software }: Discovered): Finding[] {
  if (software === null || !/^(tuwunel|continuwuity|conduwuit|conduit)\b/i.test(software)) return []
  const sentence = `The first account of a new ${software} becomes its administrator.`
  return [notice('first_account', sentence, 'If it has none yet, make your own before you invite.')]
}
