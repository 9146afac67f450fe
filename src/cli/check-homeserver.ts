import type { Config } from '../config/config.ts'
import type { Finding } from '../homeserver/homeserver.ts'
import { openHomeserver } from '../homeserver/open.ts'
import { explain } from './explain.ts'

/** What is right and wrong about the homeserver and the way it is configured. Makes nothing. */
export async function examineHomeserver(config: Config): Promise<Finding[]> {
  try {
    const homeserver = await openHomeserver(config, { observe: () => {}, clock: Date.now })
    const findings = await homeserver.examine()
    await homeserver.close()
    return findings
  } catch (error) {
    return [{ ok: false, sentence: `The homeserver can't be asked: ${explain(error)}.` }]
  }
}
