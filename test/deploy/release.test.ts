import assert from 'node:assert/strict'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { run } from '../../tools/programs.ts'
import { pathOf } from './files.ts'
import { missingOverlay, onCopyOfRoot } from './overlay.ts'

const sources = ['src', 'tools', 'deploy', 'CHANGELOG.md', 'LICENSE', 'README.md', '.npmrc']
const projects = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.types.json']

/** A separate checkout, so that the dist/ of other tests stays. */
function checkout(): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-release-'))
  for (const name of [...sources, ...projects]) {
    cpSync(pathOf(name), join(folder, name), { recursive: true })
  }
  symlinkSync(pathOf('node_modules'), join(folder, 'node_modules'))
  return folder
}

/** With a umask that keeps new files from everybody else. */
const release = (cwd: string, ...args: string[]) =>
  run('sh', ['-c', 'umask 077; exec "$0" "$@"', process.execPath, 'tools/release.ts', ...args], {
    cwd,
  })

/** The script that tries the package on a copy of this machine's root. */
const life = `
section install
dpkg --install /package
section traces
getent passwd latchkey
stat --format='%a %U:%G %n' /etc/latchkey /var/lib/latchkey
ls /etc/latchkey
ls /etc/systemd/system/*.wants | grep -c latchkey || true
section commands
setpriv --reuid=latchkey --regid=latchkey --init-groups latchkey version
portero --help || true
zcat /usr/share/man/man1/latchkey.1.gz | head -n 1
bash -c '. /usr/share/bash-completion/completions/latchkey; complete -p latchkey'
section portal
cd /etc/latchkey
sed s/example.org/choir.test/ latchkey.yaml.example > latchkey.yaml
echo dAYjKUoSkC2OHTh8Hs4u | install -m 0640 -g latchkey /dev/stdin registration_shared_secret
cd /
setpriv --reuid=latchkey --regid=latchkey --init-groups latchkey invite --label Choir
section reinstall
echo '# seen' >> /etc/latchkey/latchkey.yaml.example
dpkg --install /package
setpriv --reuid=latchkey --regid=latchkey --init-groups latchkey invites list
tail -n 1 /etc/latchkey/latchkey.yaml.example
section purge
dpkg --purge latchkey
section left
ls /etc/latchkey /var/lib/latchkey
getent passwd latchkey
rm /package
`

const skip = await missingOverlay()

describe('a release', () => {
  let folder: string
  let said: Awaited<ReturnType<typeof release>>
  const built = (name: string) => join(folder, 'release', name)

  before(async () => {
    folder = checkout()
    said = await release(folder, '--unreleased')
  })
  after(() => rmSync(folder, { recursive: true }))

  test('it has the npm package, the bill of materials, the Debian package and their checksums', async () => {
    assert.ok(said.ok, said.output)
    const names = readdirSync(join(folder, 'release')).toSorted()
    const [sums, sbom, tarball, deb = '', ...rest] = names
    assert.deepEqual(
      [sums, sbom, tarball],
      ['SHA256SUMS', 'latchkey-0.1.0.cdx.json', 'latchkey-0.1.0.tgz'],
    )
    assert.match(deb, /^latchkey_0\.1\.0_[a-z0-9]+\.deb$/)
    assert.deepEqual(rest, [])
    const checked = await run('sha256sum', ['--check', '--strict', 'SHA256SUMS'], {
      cwd: join(folder, 'release'),
    })
    assert.ok(checked.ok, checked.output)
    assert.equal(checked.output.split('\n').length, names.length)
  })

  test(
    'the Debian package is installed, works, is upgraded and purged, and leaves the data',
    { skip },
    async () => {
      const here = ['/usr/lib/latchkey', '/etc/latchkey', '/var/lib/latchkey', '/package']
      const earlier = here.map((path) => existsSync(path))
      const [deb = ''] = readdirSync(join(folder, 'release')).filter((name) =>
        name.endsWith('.deb'),
      )
      const seen = await onCopyOfRoot(built(deb), life)
      const section = (name: string) => seen.get(name) ?? assert.fail(`no section ${name}`)
      assert.match(
        section('traces'),
        /^latchkey:x:\d+:\d+:.*:\/var\/lib\/latchkey:\/usr\/sbin\/nologin\n/,
      )
      assert.match(section('traces'), /^750 root:latchkey \/etc\/latchkey$/m)
      assert.match(section('traces'), /^700 latchkey:latchkey \/var\/lib\/latchkey$/m)
      assert.match(section('traces'), /^latchkey.yaml.example\n0$/m)
      assert.match(section('commands'), /^latchkey 0\.1\.0$/m)
      assert.match(section('commands'), /portero/)
      assert.match(section('commands'), /^\.TH LATCHKEY 1.*\ncomplete -F _latchkey latchkey$/m)
      assert.match(section('portal'), /^https:\/\/choir\.test\/join\/i\//)
      assert.match(section('reinstall'), /active +0\/1 .*Choir\n# seen$/m)
      assert.doesNotMatch(section('purge'), /error/i)
      assert.match(section('left'), /^latchkey\.db$/m)
      const system =
        /^\/(?:var\/(?:lib\/dpkg|log|cache)\/|etc\/(?:passwd|group|shadow|gshadow|subuid|subgid)-?$|etc\/\.pwd\.lock$|run\/adduser$)/
      const left = section('written')
        .trim()
        .split('\n')
        .filter((path) => !system.test(path))
      assert.deepEqual(
        left.filter((path) => !path.startsWith('/var/lib/latchkey/latchkey.db')).toSorted(),
        ['/etc/latchkey/latchkey.yaml', '/etc/latchkey/registration_shared_secret'],
      )
      assert.deepEqual(
        here.map((path) => existsSync(path)),
        earlier,
      )
    },
  )

  test('nothing is built while version, lock file and changelog differ, or the date is missing', async () => {
    const changelog = join(folder, 'CHANGELOG.md')
    const text = readFileSync(changelog, 'utf8')
    rmSync(join(folder, 'release'), { recursive: true })
    const refused = async (heading: string, ...args: string[]) => {
      writeFileSync(changelog, text.replace(/^## .+$/m, heading))
      const { ok, output } = await release(folder, ...args)
      assert.equal(ok, false)
      assert.equal(existsSync(join(folder, 'release')), false)
      return output
    }
    assert.match(
      await refused('## 0.2.0, 2030-01-31'),
      /CHANGELOG\.md begins with 0\.2\.0, package\.json has 0\.1\.0/,
    )
    assert.match(await refused('## 0.1.0, unreleased'), /write the day of the release/)
    assert.match(await refused('## 0.1.0, soon', '--unreleased'), /write the day of the release/)
    const lock = join(folder, 'package-lock.json')
    writeFileSync(
      lock,
      readFileSync(lock, 'utf8').replace('"version": "0.1.0"', '"version": "0.0.9"'),
    )
    assert.match(
      await refused('## 0.1.0, 2030-01-31'),
      /package-lock\.json has 0\.0\.9.*run npm install/,
    )
  })
})
