import { globSync } from 'node:fs'
import { chmod, copyFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { run } from './programs.ts'

interface Release {
  version: string
  /** Seconds since 1970: no file of the package is younger. */
  epoch: number
  /** The folder that the package is written to. */
  folder: string
}

const programs = ['latchkey', 'portero', 'matrix-registration']
const units = ['latchkey.service', 'latchkey-backup.service', 'latchkey-backup.timer']

/** Where each shell looks for the completions of packages. */
const completions = {
  bash: 'usr/share/bash-completion/completions/latchkey',
  zsh: 'usr/share/zsh/vendor-completions/_latchkey',
  fish: 'usr/share/fish/vendor_completions.d/latchkey.fish',
}

/** Builds the Debian package of dist/ and this very Node, for this machine's architecture. */
export async function buildDebianPackage({ version, epoch, folder }: Release): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'latchkey-debian-'))
  await chmod(root, 0o755)
  try {
    await layOut(root)
    const architecture = (await succeed('dpkg', ['--print-architecture'])).trim()
    // 1.0.0-rc.1 comes before 1.0.0 for npm, 1.0.0~rc.1 for Debian.
    const debianVersion = version.replace('-', '~')
    await describe(root, { version: debianVersion, architecture })
    // The umask of who builds it has no say.
    await succeed('chmod', ['--recursive', 'u=rwX,go=rX', root])
    const file = join(folder, `latchkey_${debianVersion}_${architecture}.deb`)
    const build = ['dpkg-deb', '--root-owner-group', '-Zzstd', '--build', root, file]
    await succeed('env', [`SOURCE_DATE_EPOCH=${epoch}`, ...build])
  } finally {
    await rm(root, { recursive: true })
  }
}

async function layOut(root: string): Promise<void> {
  const put = async (path: string, content: string | Buffer, mode = 0o644) => {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content)
    await chmod(join(root, path), mode)
  }
  const zip = async (path: string, source: string) =>
    put(path, gzipSync(await readFile(source), { level: 9 }))
  await put('usr/lib/latchkey/package.json', '{ "type": "module" }\n')
  await copyFile(process.execPath, join(root, 'usr/lib/latchkey/node'))
  await cp('dist', join(root, 'usr/lib/latchkey/dist'), { recursive: true })
  const program = await readFile('deploy/debian/program')
  for (const name of programs) await put(`usr/bin/${name}`, program, 0o755)
  for (const name of units) {
    await put(`usr/lib/systemd/system/${name}`, await readFile(`deploy/systemd/${name}`))
  }
  const example = 'latchkey.yaml.example'
  await put(`etc/latchkey/${example}`, await readFile(`deploy/debian/${example}`))
  await zip('usr/share/man/man1/latchkey.1.gz', 'dist/latchkey.1')
  for (const [shell, path] of Object.entries(completions)) {
    const script = await succeed(process.execPath, ['dist/latchkey.js', 'completion', shell])
    await put(path, script)
  }
  await zip('usr/share/doc/latchkey/changelog.gz', 'CHANGELOG.md')
  await put('usr/share/doc/latchkey/copyright', await copyright())
}

/** Our licence, Node's, and those of the packages in the bundle. */
async function copyright(): Promise<string> {
  const [node = 'LICENSE of Node'] = globSync('node_modules/node/node_modules/node-*/LICENSE')
  const texts = ['LICENSE', node, 'dist/LICENSES.txt'].map((path) => readFile(path, 'utf8'))
  return (await Promise.all(texts)).join(`\n${'='.repeat(72)}\n\n`)
}

async function describe(
  root: string,
  { version, architecture }: { version: string; architecture: string },
): Promise<void> {
  await mkdir(join(root, 'DEBIAN'))
  const used = await succeed('du', ['--summarize', '--block-size=1024', root])
  const control = (await readFile('deploy/debian/control', 'utf8'))
    .replace('@VERSION@', version)
    .replace('@ARCHITECTURE@', architecture)
    .replace('@KIBIBYTES@', used.split('\t')[0] ?? '')
  await writeFile(join(root, 'DEBIAN/control'), control)
  await writeFile(join(root, 'DEBIAN/conffiles'), '/etc/latchkey/latchkey.yaml.example\n')
  for (const name of ['postinst', 'prerm', 'postrm']) {
    await copyFile(`deploy/debian/${name}`, join(root, 'DEBIAN', name))
    await chmod(join(root, 'DEBIAN', name), 0o755)
  }
}

async function succeed(command: string, args: string[]): Promise<string> {
  const { ok, output } = await run(command, args)
  if (!ok) throw new Error(`${command} failed:\n${output}`)
  return output
}
