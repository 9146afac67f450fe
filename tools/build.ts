// `npm run build`: the sources become dist/, which runs without any package beside it.
import { chmod, copyFile, cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { build as bundle } from 'esbuild'
import { requireBuiltins } from './builtins.ts'
import { leaveOut } from './leave-out.ts'
import { licencesOf } from './licences.ts'
import { run } from './programs.ts'
import { sbomOf } from './sbom.ts'

const dist = 'dist'

/** The program looks at the name that it is called by. */
const programs = ['latchkey', 'portero', 'matrix-registration']

await rm(dist, { recursive: true, force: true })
await mkdir(dist)
await Promise.all([writeCode(), writeTypes(), copyFiles()])

async function writeCode(): Promise<void> {
  const { metafile, outputFiles } = await bundle({
    entryPoints: ['src/main.ts', 'src/index.ts'],
    outdir: dist,
    write: false,
    bundle: true,
    // One chunk for each set of commands that share it: a command loads only what it needs.
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    metafile: true,
    plugins: [leaveOut],
  })
  for (const { path, text } of outputFiles) await writeFile(path, requireBuiltins(text))
  const inputs = Object.keys(metafile.inputs)
  await writeFile(`${dist}/LICENSES.txt`, await licencesOf(inputs))
  await writeFile(`${dist}/sbom.cdx.json`, await sbomOf(inputs))
}

/** The types of the module, for those who mount the portal in a program of their own. */
async function writeTypes(): Promise<void> {
  const project = ['--project', 'tsconfig.types.json', '--outDir', `${dist}/types`]
  const { ok, output } = await run('node_modules/.bin/tsc', project)
  if (!ok) throw new Error(output)
}

/** The code reads some files at run time, beside itself, and the launcher comes before the code. */
async function copyFiles(): Promise<void> {
  await cp('src/http/assets', `${dist}/assets`, { recursive: true })
  await cp('src/i18n/messages', `${dist}/messages`, { recursive: true })
  for (const name of programs) {
    await copyFile('tools/launcher.js', `${dist}/${name}.js`)
    await chmod(`${dist}/${name}.js`, 0o755)
  }
}
