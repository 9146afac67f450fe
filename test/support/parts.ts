import { createDatabase } from '../../tools/postgres.ts'
import type { Parts } from '../../tools/parts.ts'
import type { SynapseAddress } from '../../tools/synapse.ts'

const UNTOLD = { missing: 'only `npm test` brings it up' }
const parts: Parts = process.env.TEST_PARTS
  ? JSON.parse(process.env.TEST_PARTS)
  : { synapse: UNTOLD, postgres: UNTOLD, dendrite: UNTOLD, chromium: UNTOLD, lynx: UNTOLD }

/**
 * The options of a test that needs these parts: it is skipped, with the reason, where one is not
 * there. `test('…', needs('synapse'), async () => { const { url } = synapse() … })`
 */
export function needs(...names: (keyof Parts)[]): { skip: string | false } {
  const reasons = names.flatMap((name) => {
    const part = parts[name]
    return 'missing' in part ? [`${name}: ${part.missing.split('\n')[0]}`] : []
  })
  return { skip: reasons.length > 0 && reasons.join(' · ') }
}

/** The Synapse that all tests share: use names of your own (newName), and never stop it. */
export function synapse(): SynapseAddress {
  return theOne('synapse', parts.synapse)
}

/** The URL of a new empty PostgreSQL database. */
export async function postgresDatabase(): Promise<string> {
  return createDatabase(theOne('postgres', parts.postgres).url)
}

/** The program of a Dendrite; ownDendrite in homeservers/dendrites.ts starts it. */
export function dendriteProgram(): string {
  return theOne('dendrite', parts.dendrite).path
}

/** The path of a Chromium; openBrowser in browser.ts launches it. */
export function chromium(): string {
  return theOne('chromium', parts.chromium).path
}

/** The path of the text browser lynx. */
export function lynx(): string {
  return theOne('lynx', parts.lynx).path
}

function theOne<T>(name: string, part: { part: T } | { missing: string }): T {
  if ('part' in part) return part.part
  throw new Error(`no ${name} (${part.missing}): the test must say needs('${name}')`)
}
