import { createContext, Script } from 'node:vm'

/** Time limit for matching a name against an operator's pattern. Normal patterns take microseconds. */
export const PATTERN_LIMIT_MS = 20

export type Verdict = 'matches' | 'differs' | 'too slow'

/**
 * Matches a text against a pattern with a time limit. A pattern such as `(a+)+$` backtracks for years
 * on a name of sixty letters, and nothing else can interrupt it, not even a signal. On a busy machine
 * the process may be suspended for as long as the limit, so a timeout is retried once.
 *
 * @param source of a regular expression with the flag `u`
 */
export function testPattern(source: string, text: string): Verdict {
  const pattern = new RegExp(source, 'u')
  const first = matchOnce(pattern, text)
  return first === 'too slow' ? matchOnce(pattern, text) : first
}

/** Only code in a vm context can have a time limit. Created when first needed. */
let sandbox: { context: { pattern: RegExp; text: string }; match: Script } | undefined

function matchOnce(pattern: RegExp, text: string): Verdict {
  const { context, match } = (sandbox ??= makeSandbox())
  Object.assign(context, { pattern, text })
  try {
    return match.runInContext(context, { timeout: PATTERN_LIMIT_MS }) ? 'matches' : 'differs'
  } catch {
    return 'too slow'
  }
}

function makeSandbox(): NonNullable<typeof sandbox> {
  const context = createContext({ pattern: / /, text: '' }) as { pattern: RegExp; text: string }
  return { context, match: new Script('pattern.test(text)') }
}

/** Length of the longest possible localpart. */
export const PROBE_LENGTH = 254

/**
 * Whether a pattern is too slow for a name of 254 characters, tested with probes. A busy machine may
 * interrupt a quick one more than once; a slow one is slow every time.
 */
export function isSlowPattern(source: string): boolean {
  const isSlow = (probe: string) => testPattern(source, probe) === 'too slow'
  return probesFor(source).some((probe) => [1, 2, 3].every(() => isSlow(probe)))
}

/** Repetitions of the pattern's own letters and words, with an end that matches and one that doesn't. */
function probesFor(source: string): string[] {
  const words = source.match(/[a-z0-9]{2,}/g) ?? []
  const letters = ['a', '0', ...(source.match(/[a-z0-9._=/-]/g) ?? [])]
  return [...new Set([...letters, ...words])].slice(0, MAX_PROBES).flatMap((part) => {
    const long = part.repeat(PROBE_LENGTH).slice(0, PROBE_LENGTH - 1)
    return [`${long}!`, `${long}${part}`.slice(0, PROBE_LENGTH)]
  })
}

const MAX_PROBES = 40
