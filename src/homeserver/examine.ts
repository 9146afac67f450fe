import type { Client } from './client.ts'
import { discover, type Discovered, fittingKinds, isOpenToAll } from './discover.ts'
import { good, wrong } from './finding.ts'
import type { Finding } from './homeserver.ts'
import type { Kind } from './kinds.ts'

interface Identity {
  kind: Kind
  serverName: string
}

/**
 * What is right and wrong about a homeserver, in sentences for its operator: what all kinds have in
 * common, then what `access` finds about the driver's own way in. Makes nothing.
 */
export async function examine(
  client: Client,
  { kind, serverName }: Identity,
  access: (discovered: Discovered) => Promise<Finding[]>,
): Promise<Finding[]> {
  const discovered = await discover(client)
  if ('cause' in discovered) {
    const question = 'Is homeserver.url right?'
    return [wrong('answers', `The homeserver does not answer (${discovered.cause}). ${question}`)]
  }
  return [
    good('answers', 'The homeserver answers.'),
    await examineName(client, serverName),
    examineKind(kind, discovered),
    ...examineDoor(discovered),
    ...(await access(discovered)),
  ]
}

/** Where federation is served, the homeserver says its name (spec: server-server API, keys). */
async function examineName(client: Client, serverName: string): Promise<Finding> {
  const answer = await client.call({
    name: 'server keys',
    method: 'GET',
    path: '/_matrix/key/v2/server',
  })
  const name = answer.kind === 'answered' ? answer.json['server_name'] : undefined
  if (typeof name !== 'string') {
    const taken = `Its name is taken to be ${serverName}; it does not say so itself here.`
    const unknown = 'It does not say its name here: the first account that is made will tell.'
    return good('server_name', serverName === '' ? unknown : taken)
  }
  return name === serverName || serverName === ''
    ? good('server_name', `Its name is ${name}.`)
    : wrong('server_name', `Its name is ${name}, but homeserver.server_name says ${serverName}.`)
}

function examineKind(kind: Kind, discovered: Discovered): Finding {
  const software = discovered.software ?? 'a homeserver that does not say its kind'
  const behind = discovered.signIn === 'delegated' ? ' that leaves signing in to a service' : ''
  const down =
    discovered.signIn === 'delegate_down'
      ? ' whose authentication service does not answer at this moment'
      : ''
  const what = `It is ${software}${behind}${down}`
  const fitting = fittingKinds(discovered)
  if (fitting.includes(kind)) return good('kind', `${what}, which homeserver.kind ${kind} fits.`)
  return fitting.length > 0
    ? wrong('kind', `${what}: set homeserver.kind to ${fitting.join(' or ')} instead of ${kind}.`)
    : wrong('kind', `${what}, and shows no way in which accounts can be made from here.`)
}

function examineDoor(discovered: Discovered): Finding[] {
  if (!isOpenToAll(discovered)) return []
  return [
    wrong(
      'open_registration',
      'Anybody can register there without an invitation: close registration at the homeserver.',
    ),
  ]
}
