import about from '../../package.json' with { type: 'json' }
import { migrations } from './migrations/list.ts'

/** A row of `migrations`. Before 007 the table had no `oldest_program`. */
export interface Applied {
  name: string
  oldest_program?: string | null
}

/** What a newer program changed. */
export interface Newer {
  /** The migrations that this program doesn't know. */
  names: string[]
  /** The version that they require if this program is older: then it must not run. */
  needs: string | null
}

export function findNewer(applied: readonly Applied[], program: string = about.version): Newer {
  const known = new Set(migrations.map(({ name }) => name))
  // Other names are marks left by importing a predecessor's database.
  const unknown = applied.filter(({ name }) => /^\d{3}-/.test(name) && !known.has(name))
  const wanted = unknown.flatMap(({ oldest_program: version }) => version ?? [])
  const [needs = null] = wanted.filter((version) => isOlder(program, version)).toSorted(newestFirst)
  return { names: unknown.map(({ name }) => name), needs }
}

/** The tables require a newer program. */
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
  const { needs } = findNewer(applied)
  if (needs !== null) throw new TooNew(needs)
}

/** Compares major, minor and patch. */
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
