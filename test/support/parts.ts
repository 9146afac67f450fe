import { type Pgbouncer, startPgbouncer } from '../../tools/pgbouncer.ts'
import { createDatabase } from '../../tools/postgres.ts'
import type { PartName, Parts, PartValues } from '../../tools/parts.ts'
import type { SynapseAddress } from '../../tools/synapse.ts'

const told: string | undefined = process.env.TEST_PARTS
const parts: Parts = told ? JSON.parse(told) : {}

/**
 * The options of a test or suite that needs these parts: it is skipped, with the reason, if one is
 * missing. `test('…', needs(…), async () => { const { url } = synapse() … })`. The names are
 * literals, since `npm test` reads them in the source to start only what is needed.
 */
export function needs(...names: PartName[]): { skip: string | false } {
  const reasons = names.flatMap((name) => {
    const part = found(name)
    return 'missing' in part ? [`${name}: ${part.missing.split('\n')[0]}`] : []
  })
  return { skip: reasons.length > 0 && reasons.join(' · ') }
}

function found<Name extends PartName>(name: Name): NonNullable<Parts[Name]> {
  const part = parts[name]
  if (part !== undefined) return part
  if (told === undefined) return { missing: 'only `npm test` brings it up' }
  throw new Error(`${name} was not started: tools/needed.ts finds no literal needs('${name}')`)
}

/** The Synapse that all tests share: use names of your own (newName), and never stop it. */
export function synapse(): SynapseAddress {
  return theOne('synapse')
}

/** The Synapse of the fault histories, with raised rate limits for logins. */
export function synapseOfHistories(): SynapseAddress {
  return theOne('synapse-of-histories')
}

/** The URL of a new empty PostgreSQL database. */
export async function postgresDatabase(): Promise<string> {
  return createDatabase(theOne('postgres').url)
}

/** The path of Dendrite's program; ownDendrite in homeservers/dendrites.ts starts it. */
export function dendriteProgram(): string {
  return theOne('dendrite').path
}

/** A PgBouncer in transaction mode before the tests' PostgreSQL, with these additional settings. */
export function pgbouncer(...settings: string[]): Promise<Pgbouncer> {
  const { path } = theOne('pgbouncer')
  return startPgbouncer({ path, server: theOne('postgres').url, settings })
}

/** The path of a program; openBrowser in browser.ts launches Chromium. */
export function programPath(
  name: 'chromium' | 'lynx' | 'nginx' | 'caddy' | 'systemd-analyze' | 'zsh' | 'fish' | 'mandoc',
): string {
  return theOne(name).path
}

function theOne<Name extends PartName>(name: Name): PartValues[Name] {
  const part = found(name)
  if ('part' in part) return part.part
  throw new Error(`no ${name} (${part.missing}): the test must say needs('${name}')`)
}
