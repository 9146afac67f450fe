import type { Context } from '../context.ts'
import { testPattern } from '../../shared/pattern.ts'

/** The rules for names, for one request. */
export interface NameRules {
  minLength: number
  maxLength: number
  reserved: readonly string[]
  /** Whether a name matches the operator's pattern; null if there is none. */
  fits: ((name: string) => boolean) | null
  /** The first label of the server name, for names such as `ana.garden`. */
  place: string
}

/**
 * The localpart in a typed name: `Ana`, `@ana`, `@ana:example.org` are all `ana`. A user id of another
 * server is left unchanged, so that it is refused.
 */
export function readName(typed: string, serverName: string): string {
  const text = typed.normalize('NFC').trim().toLowerCase()
  const suffix = `:${serverName.toLowerCase()}`
  const whole = text.endsWith(suffix) ? text.slice(0, -suffix.length) : text
  return whole.startsWith('@') ? whole.slice(1) : whole
}

type App = Pick<Context, 'serverName'> & {
  config: Pick<Context['config'], 'names'>
  observe?: Context['observe']
}

/** `observe` is told if the pattern is too slow. */
export function nameRulesOf({ config, serverName, observe }: App): NameRules {
  const { minLength, maxLength, reserved, pattern } = config.names
  const server = serverName()
  return {
    minLength,
    maxLength: Math.min(maxLength, longestName(server)),
    reserved,
    fits: pattern === null ? null : matcher(pattern, () => observe?.({ kind: 'pattern_too_slow' })),
    place: server.toLowerCase().split(/[.:]/)[0] ?? '',
  }
}

/** A pattern that was too slow for one name is not tried on others: each costs its time limit. */
function matcher(pattern: string, onSlow: () => void): (name: string) => boolean {
  let isSlow = false
  return (name) => {
    if (isSlow) return false
    const verdict = testPattern(pattern, name)
    isSlow = verdict === 'too slow'
    if (isSlow) onSlow()
    return verdict === 'matches'
  }
}

/** A whole user id has at most 255 bytes (Matrix spec, appendices, "User Identifiers"). */
function longestName(serverName: string): number {
  return 254 - Buffer.byteLength(`@:${serverName}`)
}
