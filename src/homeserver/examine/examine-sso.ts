import { type Finding, notice } from '../../shared/finding.ts'
import type { Client } from '../client/client.ts'
import { isOk } from '../client/client-server.ts'
import type { Discovered } from './discover.ts'

/** Whether single sign-on of the homeserver itself makes accounts past all invitations. */
export async function examineSso(client: Client, { signIn }: Discovered): Promise<Finding[]> {
  // matrix-authentication-service offers it to old apps, and has rules of its own.
  if (signIn !== 'itself') return []
  const path = '/_matrix/client/v3/login'
  const answer = await client.call({ name: 'discovery', method: 'GET', path })
  const flows: unknown[] =
    isOk(answer) && Array.isArray(answer.json['flows']) ? answer.json['flows'] : []
  if (!flows.some((flow) => Object(flow).type === 'm.login.sso')) return []
  const sentence =
    'The homeserver offers single sign-on: whoever the provider knows gets an account without an invitation.'
  return [
    notice('single_sign_on', sentence, 'Synapse: enable_registration: false at the provider.'),
  ]
}
