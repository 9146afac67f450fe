import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Environment } from '../../config/environment.ts'

/** The path in the image's command line, and the path where people mount the file instead. */
const MOUNTS = { image: '/data/config.yaml', mounted: '/config/config.yaml' }

/** The parts of a shell that decide where files are searched. */
export interface Place {
  env: Environment
  cwd: string
  root: string
}

/** Default files: without one on the command line, the first that exists is read. */
export function usualFiles({ env, root }: Omit<Place, 'cwd'>): string[] {
  const { XDG_CONFIG_HOME: settings, HOME: home } = env
  // In a container HOME may be unset.
  const own = settings || (home && join(home, '.config'))
  return [
    'config.yaml',
    'config/config.yaml',
    ...(own ? [join(own, 'matrix-registration', 'config.yaml')] : []),
    join(root, MOUNTS.image),
    join(root, MOUNTS.mounted),
  ]
}

/** The path of the file to read; undefined if none exists. */
export function findFile(said: string | undefined, { env, cwd, root }: Place): string | undefined {
  if (said !== undefined) return orMounted(said, cwd)
  return usualFiles({ env, root }).find((path) => existsSync(resolve(cwd, path)))
}

/** The image's default path also means the mounted one. A path given by a person never does. */
export function orMounted(
  path: string,
  cwd: string,
  { image, mounted }: typeof MOUNTS = MOUNTS,
): string {
  if (path !== image || existsSync(resolve(cwd, path))) return path
  return existsSync(mounted) ? mounted : path
}
