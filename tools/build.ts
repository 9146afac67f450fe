// `npm run build`: bundles the sources into dist/, which runs without node_modules.
import { chmod, copyFile, cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { rolldown } from 'rolldown'
import { loadBuiltins } from './builtins.ts'
import { leaveOut } from './leave-out.ts'
import about from '../package.json' with { type: 'json' }
import { licencesOf } from './licences.ts'
import { manPage } from './man-page.ts'
import { run } from './programs.ts'
import { rooms } from './rooms.ts'
import { sbomOf } from './sbom.ts'

const dist = 'dist'

const target = 'node24'
/** Function and class names are kept, because stack traces show them. */
const mangle = { keepNames: true, toplevel: false }
const yamlInModules = 'node_modules/yaml/browser/index.js'

/** The program chooses its behaviour by the name under which it is started. */
const programs = ['latchkey', 'portero', 'matrix-registration']

await rm(dist, { recursive: true, force: true })
await mkdir(dist)
await Promise.all([writeCode(), writeTypes(), writeManPage(), copyFiles()])

async function writeCode(): Promise<void> {
  const { plugin, groups } = rooms()
  await using bundle = await rolldown({
    input: { main: 'src/main.ts', index: 'src/index.ts' },
    platform: 'node',
    // yaml's build for browsers is equivalent, but in ES modules, which can be tree-shaken.
    resolve: { mainFields: ['module', 'main'], alias: { yaml: resolve(yamlInModules) } },
    plugins: [leaveOut, loadBuiltins, plugin],
    // Reading a property of a built-in module has no side effect, so unused reads can go.
    treeshake: { propertyReadSideEffects: false },
    // Some files are imported statically by one command and dynamically by another.
    checks: { ineffectiveDynamicImport: false },
  })
  const { output } = await bundle.generate({
    // V8 stores a source with one non-Latin character in twice the memory, and reads it more slowly.
    charset: 'ascii',
    chunkFileNames: '[name]-[hash].mjs',
    codeSplitting: { groups },
    comments: { legal: false },
    minify: { codegen: { removeWhitespace: true }, compress: { target }, mangle },
    minifyInternalExports: false,
  })
  const chunks = output.filter((file) => file.type === 'chunk')
  for (const { fileName, code } of chunks) await writeFile(`${dist}/${fileName}`, code)
  const inputs = chunks.flatMap(({ moduleIds }) => moduleIds)
  await writeFile(`${dist}/LICENSES.txt`, await licencesOf(inputs))
  await writeFile(`${dist}/sbom.cdx.json`, await sbomOf(inputs))
}

/** The type declarations, for programs that mount the portal. */
async function writeTypes(): Promise<void> {
  const project = ['--project', 'tsconfig.types.json', '--outDir', `${dist}/types`]
  const { ok, output } = await run('node_modules/.bin/tsc', project)
  if (!ok) throw new Error(output)
}

async function writeManPage(): Promise<void> {
  await writeFile(`${dist}/latchkey.1`, await manPage(about.version))
}

/** Copies the files that the code reads at run time, and the launcher that starts it. */
async function copyFiles(): Promise<void> {
  for (const part of ['portal', 'console']) {
    await cp(`src/http/${part}/assets`, `${dist}/assets`, { recursive: true })
  }
  await cp('src/i18n/messages', `${dist}/messages`, { recursive: true })
  for (const name of programs) {
    await copyFile('tools/launcher.js', `${dist}/${name}.js`)
    await chmod(`${dist}/${name}.js`, 0o755)
  }
}
