import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer } from '../../tools/server.ts'
import { nginxConfiguration } from '../support/nginx-configuration.ts'
import { programPath } from '../support/parts.ts'
import { adapted } from './files.ts'

/** Where a web server's configuration is tried: on a port of this machine, in front of a portal. */
interface Place {
  /** The file's name in this repository. */
  file: string
  port: number
  /** The portal's URL. */
  portal: string
}

export interface WebServer {
  name: string
  start: (place: Place) => Promise<AsyncDisposable>
}

export const webServers: Record<'nginx' | 'caddy', WebServer> = {
  nginx: {
    name: 'nginx',
    start: (place) =>
      start(place, programPath('nginx'), nginxAround, (config, folder) => [
        '-p',
        folder,
        '-c',
        config,
        '-e',
        join(folder, 'log'),
      ]),
  },
  caddy: {
    name: 'Caddy',
    start: (place) =>
      start(place, 'env', caddyConfiguration, (config, folder) => [
        `XDG_CONFIG_HOME=${folder}`,
        `XDG_DATA_HOME=${folder}`,
        programPath('caddy'),
        'run',
        '--adapter',
        'caddyfile',
        '--config',
        config,
      ]),
  },
}

async function start(
  place: Place,
  command: string,
  configure: (place: Place, folder: string) => string,
  argumentsOf: (config: string, folder: string) => string[],
): Promise<AsyncDisposable> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-web-server-'))
  const config = join(folder, 'configuration')
  writeFileSync(config, configure(place, folder))
  const server = await startServer({
    command,
    args: argumentsOf(config, folder),
    cwd: folder,
    log: join(folder, 'log'),
    answers: () =>
      fetch(`http://127.0.0.1:${place.port}/robots.txt`).then(
        () => true,
        () => false,
      ),
  })
  return {
    [Symbol.asyncDispose]: async () => {
      await server.stop()
      rmSync(folder, { recursive: true })
    },
  }
}

/** The portal's address in the files: ours, or matrix-registration's. */
function upstreamOf(file: string): string {
  return /matrix-registration|element/.test(file) ? '127.0.0.1:5000' : '127.0.0.1:20000'
}

function nginxAround(place: Place, folder: string): string {
  return nginxConfiguration(folder, nginxBlock(place))
}

/** A file is a whole server block, or part of one. Certificates are not tried. */
function nginxBlock({ file, port, portal }: Place): string {
  const text = adapted(file, { [upstreamOf(file)]: new URL(portal).host })
  const listen = `listen 127.0.0.1:${port};`
  return text.includes('listen 443')
    ? text.replace(/^ *(ssl_|listen \[).*\n/gm, '').replace('listen 443 ssl;', listen)
    : `server {\n${listen}\nserver_name example.org;\n${text}}`
}

function caddyConfiguration({ file, port, portal }: Place): string {
  const text = adapted(file, { [upstreamOf(file)]: new URL(portal).host })
  const site = text.replace(/^[a-z.]+ \{/m, `http://127.0.0.1:${port} {`)
  return `{\n\tadmin off\n\tauto_https off\n}\n${site}`
}
