import type { Client } from './client.ts'
import { isOk } from './client-server.ts'
import type { Discovered } from './discover.ts'
import { good, wrong } from './finding.ts'
import type { Finding } from './homeserver.ts'
import { obstacles, pickFlow } from './uia.ts'

/** Whether people can be registered with this token. Asks once, as the question is rationed. */
export async function examineToken(
  client: Client,
  token: string,
  { flows }: Discovered,
): Promise<Finding[]> {
  return [examineFlows(flows), ...(await examineValidity(client, token))]
}

function examineFlows(flows: Discovered['flows']): Finding {
  const flow = pickFlow(flows)
  if (flow) return good('flow', `Registering takes ${flow.join(', ')}, which is done from here.`)
  return flows.length === 0
    ? wrong(
        'flow',
        'Registration is closed there: allow it with a token (Synapse: enable_registration and registration_requires_token).',
      )
    : wrong(
        'flow',
        `Newcomers are asked for ${obstacles(flows).join(', ')} there, which can't be done from here.`,
      )
}

async function examineValidity(client: Client, token: string): Promise<Finding[]> {
  const answer = await client.call({
    name: 'token validity',
    method: 'GET',
    path: `/_matrix/client/v1/register/m.login.registration_token/validity?token=${encodeURIComponent(token)}`,
  })
  if (!isOk(answer)) return []
  return [
    answer.json['valid'] === true
      ? good('registration_token', 'The registration token is valid.')
      : wrong('registration_token', 'The registration token is not valid, or used up.'),
  ]
}
