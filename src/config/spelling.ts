import type { Environment } from './environment.ts'
import type { ConfigProblem } from './problem.ts'

/** Adds a suggestion to each unknown key. */
export function suggestNames(
  problems: ConfigProblem[],
  keys: readonly string[],
): Promise<ConfigProblem[]> {
  const sections = new Set(keys.filter((key) => key.includes('.')).map((key) => key.split('.')[0]))
  const known = [...keys, ...[...sections].map(String)]
  return Promise.all(
    problems.map(async (problem) =>
      problem.fault === NOT_AN_OPTION && problem.key !== null
        ? { ...problem, meant: await closestName(problem.key, known) }
        : problem,
    ),
  )
}

export const NOT_AN_OPTION = 'is not an option'

/**
 * Warnings for variables with a name close to one of ours. Others are ignored: Kubernetes, for example,
 * sets LATCHKEY_SERVICE_HOST for a service of that name.
 */
export async function findMisspeltVariables(
  env: Environment,
  variables: readonly string[],
): Promise<string[]> {
  const unknown = Object.keys(env).filter(
    (name) => /^LATCHKEY_/i.test(name) && !variables.includes(name),
  )
  const meant = await Promise.all(unknown.map((name) => closestName(name.toUpperCase(), variables)))
  return unknown.flatMap((name, at) =>
    meant[at] ? [`${name} in the environment is not an option; did you mean ${meant[at]}?`] : [],
  )
}

/**
 * The known name that was probably meant, or `null`: written in another style, in the wrong section, with
 * a slip, in part, or by another word.
 */
async function closestName(name: string, known: readonly string[]): Promise<string | null> {
  const styled = known.find((other) => plain(other) === plain(name))
  const moved = known.filter(
    (other) => plain(lastPart(other, name)) === plain(lastPart(name, name)),
  )
  if (styled !== undefined || moved.length === 1) return styled ?? moved[0] ?? null
  // Loaded on demand: most configurations have no misspelt key.
  const { closest, distance } = await import('fastest-levenshtein')
  const nearest = closest(name, known)
  if (distance(name, nearest) <= maxEditDistance(name)) return nearest
  const [section = '', word = ''] = name.toLowerCase().split(/\.(?=[^.]*$)/)
  const words = [word, OTHER_WORDS.get(word) ?? word].filter((one) => one !== '')
  const partly = words.map((one) =>
    known.filter((other) => other.startsWith(`${section}.`) && other.endsWith(one)),
  )
  return partly.find((found) => found.length === 1)?.[0] ?? null
}

/** The name without its section; of a variable, as many words at its end as `name` has. */
function lastPart(other: string, name: string): string {
  if (!name.startsWith('LATCHKEY_')) return other.slice(other.lastIndexOf('.') + 1)
  return other
    .split('_')
    .slice(1)
    .slice(1 - name.split('_').length)
    .join('_')
}

/** Without style: `serverName`, `server-name` and `SERVER_NAME` are one. */
function plain(name: string): string {
  return name
    .replaceAll(/(?<=[a-z])[A-Z]/g, '_$&')
    .toLowerCase()
    .replaceAll(/[_\s-]/g, '.')
}

/** What other programs call their options. */
const OTHER_WORDS = new Map([
  ...['port', 'host', 'bind', 'address', 'socket'].map((word) => [word, 'listen'] as const),
  ...['path', 'file', 'uri', 'dsn', 'link', 'location'].map((word) => [word, 'url'] as const),
  ['name', 'title'],
  ['domain', 'server_name'],
  ...['colour', 'theme'].map((word) => [word, 'accent'] as const),
  ...['logo', 'image', 'icon'].map((word) => [word, 'picture'] as const),
  ...['tls', 'ca', 'certificate'].map((word) => [word, 'ca_file'] as const),
])

/** The maximum edit distance at which a name is still suggested. */
function maxEditDistance(name: string): number {
  return Math.min(3, Math.max(1, Math.floor(name.length / 4)))
}
