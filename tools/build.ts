// `npm run build`: the sources become dist/, which runs without any package beside it.
import { chmod, copyFile, cp, rm, writeFile } from 'node:fs/promises'
import { build } from 'esbuild'
import { licencesOf } from './licences.ts'
import { run } from './programs.ts'

const dist = 'dist'

/** Packages in the old module format ask for Node's own modules with `require`. */
const banner = `import{createRequire as latchkeyRequire}from'node:module';const require=latchkeyRequire(import.meta.url);`

await rm(dist, { recursive: true, force: true })
const { metafile } = await build({
  entryPoints: ['src/main.ts', 'src/index.ts'],
  outdir: dist,
  bundle: true,
  // One chunk for each set of commands that share it: a command loads only what it needs.
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  banner: { js: banner },
  metafile: true,
})
await writeFile(`${dist}/LICENSES.txt`, await licencesOf(Object.keys(metafile.inputs)))
// Read at run time beside the code, by import.meta.url.
await cp('src/http/assets', `${dist}/assets`, { recursive: true })
await cp('src/i18n/messages', `${dist}/messages`, { recursive: true })
await copyFile('tools/launcher.js', `${dist}/latchkey.js`)
await chmod(`${dist}/latchkey.js`, 0o755)
