import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { run } from '../../tools/programs.ts'
import { makeEnvironment } from '../../tools/python.ts'

/** What others wrote for Synapse's registration tokens, in the versions that are tried here. */
const PACKAGES = ['synadm==0.49.2', 'aiohttp==3.14.0']
/** Alone, as the rest of the bot needs libraries that have to be compiled. */
const BARE = ['matrix-registration-bot==1.2.2']

/** A Python that has the clients, kept in the user's cache; or why there is none. */
export async function installClients(): Promise<{ bin: string } | { missing: string }> {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'latchkey')
  const home = join(cache, 'token-clients-1')
  if (existsSync(home)) return { bin: join(home, 'bin') }
  await mkdir(cache, { recursive: true })
  const draft = await mkdtemp(join(cache, 'token-clients.draft-'))
  try {
    const [command = '', ...pip] = await makeEnvironment(draft)
    const install = [...pip, 'install', '--quiet', '--disable-pip-version-check', '--no-input']
    for (const packages of [PACKAGES, ['--no-deps', ...BARE]]) {
      const { ok, output } = await run(command, [...install, ...packages])
      if (!ok)
        return { missing: `pip could not install ${packages.join(' ')}: ${output.slice(-200)}` }
    }
    await rename(draft, home).catch(() => undefined)
    return { bin: join(home, 'bin') }
  } catch (error) {
    return { missing: String(error) }
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}
