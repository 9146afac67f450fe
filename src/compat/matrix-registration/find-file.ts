import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Environment } from '../../config/environment.ts'

/** What the image's command line names, and where people who mount a folder put the file instead. */
const MOUNTS = { image: '/data/config.yaml', mounted: '/config/config.yaml' }

/** Of a shell: where files are looked for. */
export interface Place {
  env: Environment
  cwd: string
  root: string
}

/** The files of which the first that is there is read where the command line names none. */
export function usualFiles({ env, root }: Omit<Place, 'cwd'>): string[] {
  const { XDG_CONFIG_HOME: settings, HOME: home } = env
  // In a container nobody may have a home.
  const own = settings || (home && join(home, '.config'))
  return [
    'config.yaml',
    'config/config.yaml',
    ...(own ? [join(own, 'matrix-registration', 'config.yaml')] : []),
    join(root, MOUNTS.image),
    join(root, MOUNTS.mounted),
  ]
}

/** The path of the file to read; undefined where there is none. */
export function findFile(said: string | undefined, { env, cwd, root }: Place): string | undefined {
  if (said !== undefined) return orMounted(said, cwd)
  return usualFiles({ env, root }).find((path) => existsSync(resolve(cwd, path)))
}

/** The image's own path stands for the mounted one, too. A path that a person wrote never does. */
export function orMounted(
  path: string,
  cwd: string,
  { image, mounted }: typeof MOUNTS = MOUNTS,
): string {
  if (path !== image || existsSync(resolve(cwd, path))) return path
  return existsSync(mounted) ? mounted : path
}
