import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { type BundledPackage, packagesOf } from './bundled-packages.ts'

/** The licence texts of all packages that these files (paths from the project's root) come from. */
export async function licencesOf(files: readonly string[]): Promise<string> {
  const texts = await Promise.all((await packagesOf(files)).map(licenceOf))
  return `Latchkey contains code of these packages, each under its own licence.\n\n${texts.join('\n')}`
}

async function licenceOf({ folder, name, version, license }: BundledPackage): Promise<string> {
  const title = `${name} ${version} (${license ?? 'licence unknown'})`
  const [file] = globSync(`${folder}/{LICENSE,LICENCE,license,licence,COPYING}*`)
  const text =
    file === undefined ? 'The package contains no licence text.' : await readFile(file, 'utf8')
  return `${title}\n${'-'.repeat(title.length)}\n\n${text.trim()}\n`
}
