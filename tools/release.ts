// `npm run release`: what a release consists of, in release/. Publishes nothing.
import { createHash } from 'node:crypto'
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import about from '../package.json' with { type: 'json' }
import lock from '../package-lock.json' with { type: 'json' }
import { buildDebianPackage } from './debian.ts'
import { run } from './programs.ts'
import { releaseDate } from './release-version.ts'

const folder = 'release'
const { version } = about

try {
  const date = releaseDate({
    version,
    locked: lock.version,
    changelog: await readFile('CHANGELOG.md', 'utf8'),
    unreleased: process.argv.includes('--unreleased'),
  })
  await build(date === null ? 0 : Date.parse(date) / 1000)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

async function build(epoch: number): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder)
  // Builds dist/, too.
  const packed = await run('npm', ['pack', '--silent', '--pack-destination', folder])
  if (!packed.ok) throw new Error(`npm pack failed:\n${packed.output}`)
  await copyFile('dist/sbom.cdx.json', `${folder}/latchkey-${version}.cdx.json`)
  await buildDebianPackage({ version, epoch, folder })
  await writeFile(`${folder}/SHA256SUMS`, await checksums())
  process.stdout.write(await readFile(`${folder}/SHA256SUMS`, 'utf8'))
}

/** In the format of sha256sum. */
async function checksums(): Promise<string> {
  const names = (await readdir(folder)).toSorted()
  const lines = names.map(async (name) => {
    const sum = createHash('sha256').update(await readFile(`${folder}/${name}`))
    return `${sum.digest('hex')}  ${name}\n`
  })
  return (await Promise.all(lines)).join('')
}
