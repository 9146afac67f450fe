import { run } from './programs.ts'

interface Component {
  name: string
  version: string
  group?: string
  purl: string
  /** Says that npm counts it among the tools of development, which a bundle's parts are for npm. */
  properties?: unknown
}

interface Bom {
  serialNumber?: string
  metadata: { timestamp?: string; component: Record<string, unknown>; tools?: unknown }
  components: Component[]
  dependencies?: unknown
}

/**
 * What is in the bundle, as a CycloneDX bill of materials: of all that `npm sbom` lists, the packages
 * that these files (paths from the project's root) come from. It says nothing of when and where it
 * was made, so that the same sources give the same file.
 */
export async function sbomOf(files: readonly string[]): Promise<string> {
  const names = new Set(files.flatMap((file) => nameInPath.exec(file)?.[1] ?? []))
  const { ok, output } = await run('npm', ['sbom', '--silent', ...fromLock])
  if (!ok) throw new Error(`npm sbom failed:\n${output}`)
  const bom: Bom = JSON.parse(output.slice(output.indexOf('{')))
  const { component: whole } = bom.metadata
  delete bom.serialNumber
  delete bom.dependencies
  bom.metadata = { component: { ...whole, type: 'application', name: 'latchkey' } }
  bom.components = bom.components
    .filter(({ name, group }) => names.has(group === undefined ? name : `${group}/${name}`))
    .map((component) => ({ ...component, properties: undefined }))
    .toSorted((one, other) => (one.purl < other.purl ? -1 : 1))
  return `${JSON.stringify(bom, null, 2)}\n`
}

/** The lock names what is installed, also where node_modules is a link. */
const fromLock = ['--package-lock-only', '--sbom-format', 'cyclonedx']

const nameInPath = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/
