import { error, fine, type Finding } from '../../shared/finding.ts'
import { isOk } from '../client/client-server.ts'
import { askSite, masRefusal, type MasAdmin } from './mas-admin.ts'

interface Identity {
  kind: 'mas' | 'mas-token'
  serverName: string
}

/** Whether matrix-authentication-service lets us in, and is set up for this way of joining. */
export async function examineMas(
  admin: MasAdmin,
  { kind, serverName }: Identity,
): Promise<Finding[]> {
  const answer = await askSite(admin)
  if (!isOk(answer)) {
    const { cause } = masRefusal('matrix-authentication-service', answer)
    return [error('mas_access', `The admin API of MAS can't be used: ${cause}.`, access)]
  }
  const { json } = answer
  const name = String(json['server_name'])
  const wrongName = `MAS signs people in for ${name}, not for ${serverName}.`
  return [
    fine('mas_access', 'The admin API of MAS can be used.'),
    ...(name === serverName || serverName === ''
      ? []
      : [error('mas_server', wrongName, 'mas.url leads to the MAS of another homeserver.')]),
    ...(kind === 'mas' ? [examinePasswords(json), ...examineOpenForm(json)] : [examineForm(json)]),
  ]
}

const access =
  'Its client has to stand in policy.data.admin_clients, and its listener has to serve adminapi.'

function examinePasswords(site: Record<string, unknown>): Finding {
  if (site['password_login_enabled'] !== true) {
    const advice = 'Set homeserver.kind to mas-token, or allow passwords in MAS.'
    return error('mas_passwords', 'MAS lets nobody sign in with a password.', advice)
  }
  const least = String(site['minimum_password_complexity'])
  return fine('mas_passwords', `MAS takes passwords of strength ${least} of 4 and more.`)
}

/** Where Latchkey's form makes the accounts, nobody needs that of MAS. */
function examineOpenForm(site: Record<string, unknown>): Finding[] {
  const isOpen =
    site['password_registration_enabled'] === true &&
    site['password_registration_token_required'] !== true
  const advice = 'Set account.password_registration_enabled to false in MAS.'
  return isOpen ? [error('mas_form', letsAllIn, advice)] : []
}

function examineForm(site: Record<string, unknown>): Finding {
  if (site['password_registration_enabled'] !== true) {
    const sentence = 'MAS registers nobody with a password: its form is closed.'
    return error('mas_form', sentence, 'Set account.password_registration_enabled to true in MAS.')
  }
  const advice = 'Set account.password_registration_token_required to true in MAS.'
  return site['password_registration_token_required'] === true
    ? fine('mas_form', 'The form of MAS asks for a registration token.')
    : error('mas_form', letsAllIn, advice)
}

const letsAllIn = 'The form of MAS lets anybody in without an invitation.'
