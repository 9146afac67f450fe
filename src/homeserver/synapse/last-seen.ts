import type { LastSeen } from '../../ports/account-actions.ts'
import { isOk } from '../client/client-server.ts'
import type { Ask } from './synapse-admin.ts'

/**
 * Of somebody's devices the last one seen (Synapse's admin API, "List all devices"). The time of the user
 * itself is forgotten after `user_ips_max_age`, 28 days.
 */
export async function lastSeen(call: Ask, userId: string): Promise<LastSeen | 'unanswered'> {
  const answer = await call({
    name: 'devices',
    method: 'GET',
    path: `/_synapse/admin/v2/users/${encodeURIComponent(userId)}/devices`,
  })
  const devices = isOk(answer) ? answer.json['devices'] : undefined
  if (!Array.isArray(devices)) return 'unanswered'
  const times = devices.map((device: unknown): unknown => Object(device).last_seen_ts)
  const known = times.filter((time) => typeof time === 'number')
  return { devices: devices.length, at: known.length === 0 ? null : Math.max(...known) }
}
