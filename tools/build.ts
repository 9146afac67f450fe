// `npm run build`: the sources become dist/, which runs without any package beside it.
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
/** Names that a stack trace shows stay as they are. */
const mangle = { keepNames: true, toplevel: false }
const yamlInModules = 'node_modules/yaml/browser/index.js'

/** The program looks at the name that it is called by. */
const programs = ['latchkey', 'portero', 'matrix-registration']

await rm(dist, { recursive: true, force: true })
await mkdir(dist)
await Promise.all([writeCode(), writeTypes(), writeManPage(), copyFiles()])

async function writeCode(): Promise<void> {
  const { plugin, groups } = rooms()
  await using bundle = await rolldown({
    input: { main: 'src/main.ts', index: 'src/index.ts' },
    platform: 'node',
    // The one for browsers says the same in modules of which only a part is needed.
    resolve: { mainFields: ['module', 'main'], alias: { yaml: resolve(yamlInModules) } },
    plugins: [leaveOut, loadBuiltins, plugin],
    // Of Node's modules only the parts that are used are read.
    treeshake: { propertyReadSideEffects: false },
    // Some files are needed at once by one command and now and then by another.
    checks: { ineffectiveDynamicImport: false },
  })
  const { output } = await bundle.generate({
    // For a file that holds one other letter Node takes twice the memory, and longer to read it.
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

/** The types of the module, for those who mount the portal in a program of their own. */
async function writeTypes(): Promise<void> {
  const project = ['--project', 'tsconfig.types.json', '--outDir', `${dist}/types`]
  const { ok, output } = await run('node_modules/.bin/tsc', project)
  if (!ok) throw new Error(output)
}

async function writeManPage(): Promise<void> {
  await writeFile(`${dist}/latchkey.1`, await manPage(about.version))
}

/** The code reads some files at run time, beside itself, and the launcher comes before the code. */
async function copyFiles(): Promise<void> {
  await cp('src/http/portal/assets', `${dist}/assets`, { recursive: true })
  await cp('src/i18n/messages', `${dist}/messages`, { recursive: true })
  for (const name of programs) {
    await copyFile('tools/launcher.js', `${dist}/${name}.js`)
    await chmod(`${dist}/${name}.js`, 0o755)
  }
}
