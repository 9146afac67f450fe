import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'

interface Package {
  name: string
  version: string
  license?: string
}

/** The licence texts of all packages that these files (paths from the project's root) come from. */
export async function licencesOf(files: readonly string[]): Promise<string> {
  const folders = new Set(files.flatMap((file) => packageFolder.exec(file)?.[0] ?? []))
  const texts = await Promise.all([...folders].toSorted().map(licenceOf))
  return `Latchkey contains code of these packages, each under its own licence.\n\n${texts.join('\n')}`
}

// Not those of the bundler, which begin with NUL.
const packageFolder = /^[^\0].*node_modules\/(?:@[^/]+\/)?[^/]+/

async function licenceOf(folder: string): Promise<string> {
  const about: Package = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'))
  const title = `${about.name} ${about.version} (${about.license ?? 'licence unknown'})`
  const [file] = globSync(`${folder}/{LICENSE,LICENCE,license,licence,COPYING}*`)
  const text =
    file === undefined ? 'The package contains no licence text.' : await readFile(file, 'utf8')
  return `${title}\n${'-'.repeat(title.length)}\n\n${text.trim()}\n`
}
