import { isOk } from './client-server.ts'
import { good, wrong } from './finding.ts'
import type { Finding } from './homeserver.ts'
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
    return [wrong('mas_access', `The admin API of MAS can't be used: ${cause}. ${hint}`)]
  }
  const { json } = answer
  const name = String(json['server_name'])
  return [
    good('mas_access', 'The admin API of MAS can be used.'),
    ...(name === serverName
      ? []
      : [wrong('mas_server', `MAS signs people in for ${name}, not for ${serverName}.`)]),
    ...(kind === 'mas' ? examinePasswords(json) : examineForm(json)),
  ]
}

const hint =
  'Its client has to stand in policy.data.admin_clients, and its listener has to serve adminapi.'

function examinePasswords(site: Record<string, unknown>): Finding[] {
  if (site['password_login_enabled'] !== true) {
    const way = 'set homeserver.kind to mas-token, or allow passwords in MAS'
    return [wrong('mas_passwords', `MAS lets nobody sign in with a password: ${way}.`)]
  }
  const least = String(site['minimum_password_complexity'])
  return [good('mas_passwords', `MAS takes passwords of strength ${least} of 4 and more.`)]
}

function examineForm(site: Record<string, unknown>): Finding[] {
  if (site['password_registration_enabled'] !== true) {
    return [wrong('mas_form', 'MAS registers nobody with a password: its form is closed.')]
  }
  return [
    site['password_registration_token_required'] === true
      ? good('mas_form', 'The form of MAS asks for a registration token.')
      : wrong(
          'mas_form',
          'The form of MAS lets anybody in: set account.password_registration_token_required.',
        ),
  ]
}
