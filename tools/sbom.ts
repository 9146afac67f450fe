import { packagesOf } from './bundled-packages.ts'
import { run } from './programs.ts'

interface Component {
  purl: string
  /** Marks npm's development dependencies. All parts of the bundle are such for npm. */
  properties?: unknown
}

interface Bom {
  serialNumber?: string
  metadata: { timestamp?: string; component: Record<string, unknown>; tools?: unknown }
  components: Component[]
  dependencies?: unknown
}

/**
 * A CycloneDX bill of materials of the bundle: the packages in `npm sbom` that these files (paths from
 * the project's root) come from. It has no date and no place, so that the output is reproducible.
 */
export async function sbomOf(files: readonly string[]): Promise<string> {
  const bundled = await packagesOf(files)
  const names = new Set(bundled.map(({ name, version }) => `${name}@${version}`))
  const { ok, output } = await run('npm', ['sbom', '--silent', ...fromLock])
  if (!ok) throw new Error(`npm sbom failed:\n${output}`)
  const bom: Bom = JSON.parse(output.slice(output.indexOf('{')))
  const { component: whole } = bom.metadata
  delete bom.serialNumber
  delete bom.dependencies
  bom.metadata = { component: { ...whole, type: 'application', name: 'latchkey' } }
  bom.components = bom.components
    .filter(({ purl }) => names.has(decodeURIComponent(purl.slice('pkg:npm/'.length))))
    .map((component) => ({ ...component, properties: undefined }))
    .toSorted((one, other) => (one.purl < other.purl ? -1 : 1))
  return `${JSON.stringify(bom, null, 2)}\n`
}

/** Reads package-lock.json, which also works if node_modules is a link. */
const fromLock = ['--package-lock-only', '--sbom-format', 'cyclonedx']
