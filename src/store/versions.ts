import about from '../../package.json' with { type: 'json' }
import { migrations } from './migrations/list.ts'

/** A row of `migrations`; before 007 the table had no such column. */
export interface Applied {
  name: string
  oldest_program?: string | null
}

/** What a newer program did to the tables. */
export interface Newer {
  /** The migrations that this program doesn't know. */
  names: string[]
  /** The version that they need, where this program is older than it: then it must not run. */
  needs: string | null
}

export function judgeNewer(applied: readonly Applied[], program: string = about.version): Newer {
  const known = new Set(migrations.map(({ name }) => name))
  // The others are marks that a take-over leaves.
  const unknown = applied.filter(({ name }) => /^\d{3}-/.test(name) && !known.has(name))
  const wanted = unknown.flatMap(({ oldest_program: version }) => version ?? [])
  const [needs = null] = wanted.filter((version) => isOlder(program, version)).toSorted(newestFirst)
  return { names: unknown.map(({ name }) => name), needs }
}

/** The tables need a newer program. */
export class TooNew extends Error {
  override readonly name = 'TooNew'

  constructor(needs: string, program: string = about.version) {
    super(
      `a newer Latchkey has changed its tables, which need version ${needs} or later, and this is ` +
        `${program}: start that version, or restore a backup from before`,
    )
  }
}

/** Throws TooNew. */
export function refuseTooNew(applied: readonly Applied[]): void {
  const { needs } = judgeNewer(applied)
  if (needs !== null) throw new TooNew(needs)
}

/** By major, minor and patch. */
function isOlder(one: string, other: string): boolean {
  const [left, right] = [numbers(one), numbers(other)]
  const at = left.findIndex((part, index) => part !== right[index])
  return at >= 0 && (left[at] ?? 0) < (right[at] ?? 0)
}

function newestFirst(one: string, other: string): number {
  return isOlder(one, other) ? 1 : -1
}

function numbers(version: string): number[] {
  return [0, 1, 2].map((at) => Number(/^\d+/.exec(version.split('.')[at] ?? '')?.[0] ?? 0))
}
