import { error, fine, type Finding } from '../../shared/finding.ts'
import type { Client } from '../client/client.ts'
import { isOk } from '../client/client-server.ts'
import type { Discovered } from './discover.ts'
import { unsupportedStages, pickFlow } from '../client/uia.ts'

/** Whether this token can register people. Asks once, because homeservers rate-limit the question. */
export async function examineToken(
  client: Client,
  token: string,
  { flows }: Discovered,
): Promise<Finding[]> {
  return [examineFlows(flows), ...(await examineValidity(client, token))]
}

function examineFlows(flows: Discovered['flows']): Finding {
  const flow = pickFlow(flows)
  if (flow)
    return fine('flow', `Registering takes ${flow.join(', ')}, which Latchkey can complete.`)
  if (flows.length === 0) {
    const how = 'Synapse: enable_registration and registration_requires_token, both true'
    return error(
      'flow',
      'Registration is closed at the homeserver.',
      `Allow it with a token (${how}).`,
    )
  }
  const stages = unsupportedStages(flows).join(', ')
  const sentence = `The homeserver asks newcomers for ${stages}, which Latchkey can't complete.`
  return error('flow', sentence, 'Switch that off at the homeserver for registration with a token.')
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
  const sentence = 'The registration token is invalid or used up.'
  return [error('registration_token', sentence, 'Create one with unlimited uses and no expiry.')]
}
