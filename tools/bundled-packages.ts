import { readFile } from 'node:fs/promises'

export interface BundledPackage {
  folder: string
  name: string
  version: string
  license?: string
}

/** The packages that these files (paths from the project's root) come from, by folder. */
export async function packagesOf(files: readonly string[]): Promise<BundledPackage[]> {
  const folders = new Set(files.flatMap((file) => packageFolder.exec(file)?.[0] ?? []))
  return Promise.all([...folders].toSorted().map(read))
}

// Not those of the bundler, which begin with NUL.
const packageFolder = /^[^\0].*node_modules\/(?:@[^/]+\/)?[^/]+/

async function read(folder: string): Promise<BundledPackage> {
  return { ...JSON.parse(await readFile(`${folder}/package.json`, 'utf8')), folder }
}
