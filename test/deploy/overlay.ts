import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../../tools/programs.ts'

/** Debian's tools change users and owners, which needs root. */
const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '--non-interactive']

async function inNamespace(script: string, ...words: string[]) {
  const [command, ...args] = [...asRoot, 'unshare', '--mount', 'sh', '-ec', script, 'sh']
  return run(command, [...args, ...words])
}

/** Why this machine can't do it; false if it can. */
export async function missingOverlay(): Promise<string | false> {
  if (!existsSync('/usr/bin/dpkg-deb')) return 'no dpkg-deb: this is no Debian'
  try {
    const { ok, output } = await inNamespace('mount -t tmpfs tmpfs /tmp')
    return ok ? false : `no root to mount an overlay: ${output.trim()}`
  } catch (error) {
    return `no root to mount an overlay: ${String(error)}`
  }
}

/**
 * Runs a script on a temporary copy of this machine's `/`: writes go to a tmpfs in a separate mount
 * namespace. `file` is at /package. Returns the output by section; `section NAME` begins one, and the
 * last, `written`, lists the changed files.
 */
export async function onCopyOfRoot(file: string, script: string): Promise<Map<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-overlay-'))
  try {
    const { ok, output } = await inNamespace(overlay, folder, file, `${prelude}${script}`)
    if (!ok) throw new Error(output)
    const sections = output.split(/^== (?=\w+$)/m).slice(1)
    return new Map(
      sections.map((text) => {
        const end = text.indexOf('\n')
        return [text.slice(0, end), text.slice(end + 1)]
      }),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const prelude = 'section() { echo "== $1"; }\n'

const overlay = `
mount -t tmpfs tmpfs "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" overlay "$1/root"
mount --rbind /dev "$1/root/dev"
mount -t proc proc "$1/root/proc"
cp "$2" "$1/root/package"
env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive \\
  chroot "$1/root" sh -ec "$3" 2>&1
echo "== written"
cd "$1/upper" && find . -type f -printf '/%P\\n'
`
