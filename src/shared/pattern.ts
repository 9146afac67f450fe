import { createContext, Script } from 'node:vm'

/** How long an operator's pattern may look at one name, in ms; an ordinary one takes microseconds. */
export const PATTERN_LIMIT_MS = 20

export type Verdict = 'matches' | 'differs' | 'too slow'

/**
 * Looks for a pattern in a text, at most as long as the limit allows: a pattern such as `(a+)+$`
 * takes years for a name of sixty letters, and nothing else would end it, no signal either. On a
 * busy machine the process may lose the processor for so long, so it looks twice.
 *
 * @param source of a regular expression with the flag `u`
 */
export function testPattern(source: string, text: string): Verdict {
  const pattern = new RegExp(source, 'u')
  const first = lookOnce(pattern, text)
  return first === 'too slow' ? lookOnce(pattern, text) : first
}

/** Only code that runs in a context has a time limit. Made when the first pattern is tried. */
let room: { context: { pattern: RegExp; text: string }; look: Script } | undefined

function lookOnce(pattern: RegExp, text: string): Verdict {
  const { context, look } = (room ??= makeRoom())
  Object.assign(context, { pattern, text })
  try {
    return look.runInContext(context, { timeout: PATTERN_LIMIT_MS }) ? 'matches' : 'differs'
  } catch {
    return 'too slow'
  }
}

function makeRoom(): NonNullable<typeof room> {
  const context = createContext({ pattern: / /, text: '' }) as { pattern: RegExp; text: string }
  return { context, look: new Script('pattern.test(text)') }
}

/** The longest localpart there can be. */
export const PROBE_LENGTH = 254

/** Whether a pattern takes too long for a name of 254 characters, as far as trying shows it. */
export function isSlowPattern(source: string): boolean {
  return probesFor(source).some((probe) => testPattern(source, probe) === 'too slow')
}

/** Names made of what the pattern speaks of, repeated, with an end that fits and one that doesn't. */
function probesFor(source: string): string[] {
  const words = source.match(/[a-z0-9]{2,}/g) ?? []
  const letters = ['a', '0', ...(source.match(/[a-z0-9._=/-]/g) ?? [])]
  return [...new Set([...letters, ...words])].slice(0, MOST_PROBES).flatMap((part) => {
    const long = part.repeat(PROBE_LENGTH).slice(0, PROBE_LENGTH - 1)
    return [`${long}!`, `${long}${part}`.slice(0, PROBE_LENGTH)]
  })
}

const MOST_PROBES = 40
