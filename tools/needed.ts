import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type PartName, partNames } from './parts.ts'

/** A call such as `needs('synapse', 'postgres')` of test/support/parts.ts. */
const NEEDS = /\bneeds\(([^)]*)\)/g
const IMPORT = /\b(?:from|import\()\s*'(\.{1,2}\/[^']+\.ts)'/g

/** The parts that these test files, or files they import, name as literals in `needs(…)`. */
export function partsNeededBy(files: readonly string[]): PartName[] {
  const seen = new Set<string>()
  const named = new Set<string>()
  const read = (file: string) => {
    if (seen.has(file)) return
    seen.add(file)
    const source = readFileSync(file, 'utf8')
    for (const [, names = ''] of source.matchAll(NEEDS)) {
      for (const [, name = ''] of names.matchAll(/'([a-z-]+)'/g)) named.add(name)
    }
    for (const [, path = ''] of source.matchAll(IMPORT)) {
      // Sources and tools need no parts.
      const imported = join(dirname(file), path)
      if (imported.startsWith('test/')) read(imported)
    }
  }
  files.forEach(read)
  return partNames.filter((name) => named.has(name))
}
