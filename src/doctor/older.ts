import { type Differing, differing, marksOf } from '../config/marks.ts'
import type { Config } from '../model/config.ts'
import type { Reach } from '../model/reach.ts'
import { error, type Finding, warning } from '../shared/finding.ts'
import { openReader } from '../store/reader.ts'

/** What the configured database says of the portals that work with it. */
export interface Traces {
  /** The key of their proofs; null if the database has none, or can't be read (`isRead`). */
  key: string | null
  isRead: boolean
  /** When one last tested the database, which each does about once a minute; ms since 1970. */
  seenAt: number | null
}

export async function readTraces(databaseUrl: string): Promise<Traces> {
  const nothing: Traces = { key: null, isRead: true, seenAt: null }
  try {
    await using reader = await openReader(databaseUrl)
    if (!reader || !(await reader.has('secrets')) || !(await reader.has('heartbeat')))
      return nothing
    const [secret] = await reader.rows("select value from secrets where name = 'cookies'")
    const [beat] = await reader.rows('select at from heartbeat')
    return {
      key: typeof secret?.['value'] === 'string' ? secret['value'] : null,
      isRead: true,
      seenAt: beat === undefined ? null : Number(beat['at']),
    }
  } catch {
    // The examination of the database reports it.
    return { ...nothing, isRead: false }
  }
}

/** The options that have changed since the portal read its configuration. */
export function changedSince(
  config: Config,
  { options = {} }: Reach,
  key: string | null,
): Differing {
  return key === null ? { reload: [], restart: [] } : differing(options, marksOf(config, key))
}

export function describeOlder({ reload, restart }: Differing): Finding[] {
  const changed = [...restart, ...reload]
  if (changed.length === 0) return []
  const list = new Intl.ListFormat('en').format(changed)
  const have = changed.length === 1 ? 'has' : 'have'
  const sentence = `The portal still runs with an older configuration: ${list} ${have} changed since.`
  const advice = restart.length > 0 ? 'Restart Latchkey.' : sighup
  return [warning('older_configuration', sentence, advice)]
}

const sighup = 'Send it SIGHUP (systemctl reload latchkey), or restart it.'

/** The portal at our listener has other secrets than the database of the configuration. */
export function anotherDatabase(where: string): Finding {
  const sentence = `The portal at ${where} works with another database than database.url: it runs with an older configuration, or is another portal.`
  const advice = 'Restart Latchkey: until then it knows no invitation that is made by this file.'
  return error('older_configuration', sentence, advice)
}
