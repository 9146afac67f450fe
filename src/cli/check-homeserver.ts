import { readFile } from 'node:fs/promises'
import type { Config } from '../config/config.ts'
import { createClient } from '../homeserver/client.ts'
import type { Finding } from '../homeserver/homeserver.ts'
import { createSynapse } from '../homeserver/synapse.ts'
import { explain } from './explain.ts'

/** What is right and wrong about the homeserver and the way it is configured. Makes nothing. */
export async function examineHomeserver({ homeserver }: Config): Promise<Finding[]> {
  const { url, timeout, caFile, serverName, registrationSharedSecret } = homeserver
  try {
    const ca = caFile === null ? null : await readFile(caFile, 'utf8')
    const client = createClient({ url, timeout, ca, observe: () => {} })
    const driver = createSynapse(client, { serverName, sharedSecret: registrationSharedSecret })
    const findings = await driver.examine()
    await driver.close()
    return findings
  } catch (error) {
    return [{ ok: false, sentence: `The homeserver can't be asked: ${explain(error)}.` }]
  }
}
