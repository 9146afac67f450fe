import { error, fine, type Finding, notice, warning } from '../../shared/finding.ts'
import { describe } from '../client/answers.ts'
import type { Client } from '../client/client.ts'
import type { Discovered } from './discover.ts'
import { unsupportedStages, pickFlow } from '../client/uia.ts'

/** Whether this token can register people. Asks once, because homeservers rate-limit the question. */
export async function examineToken(
  client: Client,
  token: string,
  discovered: Discovered,
): Promise<Finding[]> {
  return [examineFlows(discovered), await examineValidity(client, token, discovered)]
}

function examineFlows({ flows, untold }: Discovered): Finding {
  if (untold !== null) {
    const sentence = `What registering takes could not be found out: ${untold}.`
    return warning('flow', sentence, 'Try again.')
  }
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

async function examineValidity(
  client: Client,
  token: string,
  { software }: Discovered,
): Promise<Finding> {
  const answer = await client.call({
    name: 'token validity',
    method: 'GET',
    path: `/_matrix/client/v1/register/m.login.registration_token/validity?token=${encodeURIComponent(token)}`,
  })
  if (answer.kind === 'failed' || answer.status !== 200) {
    const said = answer.kind === 'failed' ? answer.cause : describe(answer, [token])
    const sentence = `Whether the registration token is valid could not be tested: ${said}.`
    return notice('registration_token', sentence, 'The first person to join shows it.')
  }
  if (answer.json['valid'] === true) {
    return fine('registration_token', 'The registration token is valid.')
  }
  const first = software?.startsWith('continuwuity') ? fresh : ''
  const sentence = 'The registration token is invalid or used up.'
  return error(
    'registration_token',
    sentence,
    `Create one with unlimited uses and no expiry.${first}`,
  )
}

const fresh =
  ' A continuwuity without any account takes only the token on its console: make your own first.'
