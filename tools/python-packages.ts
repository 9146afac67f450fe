import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { run } from './programs.ts'
import { makeEnvironment } from './python.ts'

/**
 * The `bin` folder of a Python environment with these packages, or the reason why there is none. On
 * first use the lists are installed one after the other into the user's cache under `name`.
 */
export async function installPackages(
  name: string,
  lists: readonly (readonly string[])[],
): Promise<{ bin: string } | { missing: string }> {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'latchkey')
  const home = join(cache, name)
  if (existsSync(home)) return { bin: join(home, 'bin') }
  await mkdir(cache, { recursive: true })
  const draft = await mkdtemp(join(cache, `${name}.draft-`))
  try {
    const [command = '', ...pip] = await makeEnvironment(draft)
    const install = [...pip, 'install', '--quiet', '--disable-pip-version-check', '--no-input']
    for (const list of lists) {
      const { ok, output } = await run(command, [...install, ...list])
      if (!ok) return { missing: `pip could not install ${list.join(' ')}: ${output.slice(-200)}` }
    }
    await rename(draft, home).catch(() => undefined)
    return { bin: join(home, 'bin') }
  } catch (error) {
    return { missing: String(error) }
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}
