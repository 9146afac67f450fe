import { readFile } from 'node:fs/promises'
import type { Config } from '../../model/config.ts'
import { isOk } from '../client/client-server.ts'
import { bearer, createClient } from '../client/client.ts'

/**
 * Whether Synapse limits what somebody sends and whom they invite (docs/admin_api/user_admin_api.md,
 * "Override ratelimiting for users"); null: no administrator's token tells.
 */
export async function isRateLimited(
  { homeserver }: Pick<Config, 'homeserver'>,
  userId: string,
): Promise<boolean | null> {
  const { kind, url, timeout, caFile, adminToken } = homeserver
  if (adminToken === null || (kind !== 'synapse' && kind !== 'mas')) return null
  const ca = caFile === null ? null : await readFile(caFile, 'utf8')
  const client = createClient({ url, timeout, ca, observe: () => {} })
  try {
    const path = `/_synapse/admin/v1/users/${encodeURIComponent(userId)}/override_ratelimit`
    const headers = bearer(adminToken)
    const answer = await client.call({ name: 'bot limits', method: 'GET', path, headers })
    return isOk(answer) ? answer.json['messages_per_second'] !== 0 : null
  } finally {
    await client.close()
  }
}
