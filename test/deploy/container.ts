import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { leash } from '../../tools/leash.ts'
import { run } from '../../tools/programs.ts'
import type { Finished } from '../support/command.ts'
import type { Image } from './image.ts'

const SPACES = ['--user', '--map-user=54321', '--map-group=54321', '--keep-caps', '--mount']
const NO_POWERS = [
  '--no-new-privs',
  '--bounding-set=-all',
  '--inh-caps=-all',
  '--ambient-caps=-all',
]

/** Why this machine can't run the image like a container engine; false if it can. */
export async function missingNamespaces(): Promise<string | false> {
  const script = 'mount --bind "$0" "$0"'
  const tried = await run('unshare', [...SPACES, 'sh', '-c', script, tmpdir()]).catch(String)
  if (typeof tried !== 'string' && tried.ok) return false
  return `no user namespaces: ${typeof tried === 'string' ? tried : tried.output}`
}

/**
 * The image as a container engine runs it with `--user 54321:54321 --cap-drop=ALL --read-only`: the
 * files of the Dockerfile on this machine's /usr, an unknown user, and only /data writable.
 */
export interface Container extends AsyncDisposable {
  /** The folders of the volumes. */
  config: string
  data: string
  start: (command: readonly string[], env?: Record<string, string>) => ChildProcess
  /** Runs a command to its end. */
  run: (command: readonly string[], env?: Record<string, string>) => Promise<Finished>
  /** Every file outside the volumes. */
  files: () => string[]
}

export async function createContainer(image: Image, dist: string): Promise<Container> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-container-'))
  const root = join(folder, 'root')
  const local = join(folder, 'local')
  const [config, data] = [join(root, 'config'), join(folder, 'data')]
  for (const path of [config, data, join(local, 'bin'), join(local, 'lib')]) {
    mkdirSync(path, { recursive: true })
  }
  for (const name of ['usr', 'proc', 'dev', 'tmp', 'etc']) mkdirSync(join(root, name))
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0::/:/bin/sh\n')
  writeFileSync(join(local, 'bin/node'), '')
  cpSync(dist, join(local, image.copied[1].replace('/usr/local/', '')), { recursive: true })
  const enter = (after: string, ...words: string[]) => {
    const script = `${mounts(root, local)}\n${after}`
    return leash(
      spawn('unshare', [...SPACES, 'sh', '-ec', script, 'sh', ...words], { detached: true }),
    )
  }
  const built = enter(`exec chroot ${root} /bin/sh -ec "$1"`, image.script)
  if ((await finish(built)).code !== 0) throw new Error('the RUN instructions fail')
  const start: Container['start'] = (command, env = {}) => {
    const variables = Object.entries({ PATH, ...image.env, ...env }).map((one) => one.join('='))
    const closed = `mount --bind ${data} ${root}/data
for mount in usr/local usr .; do mount -o remount,bind,ro ${root}/$mount; done
exec chroot ${root} setpriv ${NO_POWERS.join(' ')} env --ignore-environment "$@"`
    return enter(closed, `--chdir=${image.workdir}`, ...variables, ...command)
  }
  return {
    config,
    data,
    start,
    run: (command, env) => finish(start(command, env)),
    files: () =>
      [root, local]
        .flatMap((path) => readdirSync(path, { recursive: true }).map(String))
        .filter((name) => !name.startsWith('config/')),
    [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true }),
  }
}

const PATH = '/usr/local/bin:/usr/bin:/bin'

function mounts(root: string, local: string): string {
  return `for name in bin sbin lib lib64; do
  if [ -L /$name ] && ! [ -L ${root}/$name ]; then cp -P /$name ${root}; fi
done
mount --bind ${root} ${root}
for name in usr proc dev; do mount --rbind /$name ${root}/$name; done
mount --bind ${local} ${root}/usr/local
mount --bind ${process.execPath} ${root}/usr/local/bin/node`
}

async function finish(child: ChildProcess): Promise<Finished> {
  const ended = once(child, 'close')
  const [stdout, stderr] = await Promise.all([read(child.stdout), read(child.stderr)])
  const [code] = await ended
  return { code, stdout, stderr }
}

function read(stream: Readable | null): Promise<string> {
  return stream ? text(stream) : Promise.resolve('')
}
