import { error, fine, type Finding } from '../../shared/finding.ts'
import { isOk } from '../client/client-server.ts'
import { examineForm, examineOpenForm } from './examine-form.ts'
import { fetchSiteConfig, masRefusal, type MasAdmin } from './mas-admin.ts'

interface Identity {
  kind: 'mas' | 'mas-token'
  serverName: string
}

/** Whether the admin API of matrix-authentication-service is usable, and MAS configured for this kind. */
export async function examineMas(
  admin: MasAdmin,
  { kind, serverName }: Identity,
): Promise<Finding[]> {
  const answer = await fetchSiteConfig(admin)
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
    ...examineOf(kind, json),
  ]
}

/** With `passwords.enabled: false` accounts come from an upstream provider alone: neither kind works. */
function examineOf(kind: Identity['kind'], site: Record<string, unknown>): Finding[] {
  if (site['password_login_enabled'] !== true)
    return [error('mas_passwords', noPasswords, upstream)]
  return kind === 'mas' ? [examinePasswords(site), ...examineOpenForm(site)] : examineForm(site)
}

const noPasswords = 'MAS allows no passwords, so only its upstream provider can make accounts.'
const upstream =
  'Set passwords.enabled to true in MAS. Otherwise invite people at that provider, not with Latchkey.'

const access =
  'The client has to be in policy.data.admin_clients, and the listener has to serve adminapi.'

function examinePasswords(site: Record<string, unknown>): Finding {
  const least = String(site['minimum_password_complexity'])
  return fine('mas_passwords', `MAS requires passwords of strength ${least} of 4.`)
}
