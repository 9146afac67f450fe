import { error, fine, type Finding } from '../../shared/finding.ts'
import type { Client } from '../client/client.ts'
import { isOk } from '../client/client-server.ts'
import type { Discovered } from './discover.ts'
import { obstacles, pickFlow } from '../client/uia.ts'

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
  if (flow) return fine('flow', `Registering takes ${flow.join(', ')}, which is done from here.`)
  if (flows.length === 0) {
    const how = 'Synapse: enable_registration and registration_requires_token, both true'
    return error('flow', 'Registration is closed there.', `Allow it with a token (${how}).`)
  }
  const stages = obstacles(flows).join(', ')
  const sentence = `Newcomers are asked for ${stages} there, which can't be done from here.`
  return error('flow', sentence, 'Switch that off at the homeserver, for the way with a token.')
}

async function examineValidity(client: Client, token: string): Promise<Finding[]> {
  const answer = await client.call({
    name: 'token validity',
    method: 'GET',
    path: `/_matrix/client/v1/register/m.login.registration_token/validity?token=${encodeURIComponent(token)}`,
  })
  if (!isOk(answer)) return []
  if (answer.json['valid'] === true) {
    return [fine('registration_token', 'The registration token is valid.')]
  }
  const sentence = 'The registration token is not valid, or used up.'
  return [error('registration_token', sentence, 'Make one without a number of uses or an end.')]
}
