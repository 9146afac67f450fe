import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { Config } from '../../src/model/config.ts'
import { loadConfig } from '../../src/config/load.ts'
import { describeProblem } from '../../src/config/problem.ts'
import type { SynapseAddress } from '../synapse.ts'

export const SERVER_NAME = 'elm-street.example'

const community = {
  title: 'Elm Street Garden',
  description: 'Forty plots behind the old station, and always more seedlings than anybody needs.',
  rules: `Be kind: everybody here was new once.

- What is said here stays here.
- Ask before you post a picture of somebody.
- Zucchini may be given away at any hour.`,
}

/** The portal's configuration, written to latchkey.yaml in `folder` as an operator would write it. */
export async function configure(
  folder: string,
  synapse: SynapseAddress,
  port: number,
): Promise<Config> {
  const settings = {
    homeserver: {
      url: synapse.url,
      server_name: synapse.serverName,
      registration_shared_secret: synapse.sharedSecret,
    },
    public: { url: `http://127.0.0.1:${port}`, listen: `127.0.0.1:${port}` },
    private: { listen: '127.0.0.1:0' },
    admin: { secret: randomBytes(18).toString('base64url') },
    database: { url: 'sqlite:latchkey.db' },
    community,
  }
  const path = join(folder, 'latchkey.yaml')
  writeFileSync(path, stringify(settings), { mode: 0o600 })
  const loaded = await loadConfig({ path, env: {}, cwd: folder })
  if ('config' in loaded) return loaded.config
  throw new Error(loaded.problems.map(describeProblem).join('\n'))
}
