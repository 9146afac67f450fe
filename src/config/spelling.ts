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
        ? { ...problem, closest: await closestName(problem.key, known) }
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
 * The known name that was probably meant, or `null`. Also finds a correct name in the wrong section.
 */
async function closestName(name: string, known: readonly string[]): Promise<string | null> {
  const last = name.slice(name.lastIndexOf('.') + 1)
  const moved = known.filter((other) => other.endsWith(`.${last}`))
  if (moved.length === 1) return moved[0] ?? null
  // Loaded on demand: most configurations have no misspelt key.
  const { closest, distance } = await import('fastest-levenshtein')
  const nearest = closest(name, known)
  return distance(name, nearest) <= maxEditDistance(name) ? nearest : null
}

/** The maximum edit distance at which a name is still suggested. */
function maxEditDistance(name: string): number {
  return Math.min(3, Math.max(1, Math.floor(name.length / 4)))
}
