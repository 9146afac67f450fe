import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onFreePort, startServer } from '../../tools/server.ts'
import { nginxConfiguration } from '../support/nginx-configuration.ts'
import { programPath } from '../support/parts.ts'

export interface Nginx {
  url: string
  stop: () => Promise<void>
}

/**
 * An nginx that forwards requests to these portals in turn, with its files in `folder`. `told`: the
 * headers with the client's address.
 */
export async function startNginx(
  folder: string,
  portals: string[],
  told: '$remote_addr' | '$proxy_add_x_forwarded_for' = '$remote_addr',
): Promise<Nginx> {
  const command = programPath('nginx')
  return onFreePort(async (port) => {
    const config = join(folder, 'nginx.conf')
    writeFileSync(config, configuration(folder, port, portals, told))
    const url = `http://127.0.0.1:${port}`
    const server = await startServer({
      command,
      args: ['-p', folder, '-c', config, '-e', join(folder, 'nginx-error.log')],
      cwd: folder,
      log: join(folder, 'nginx.log'),
      answers: () =>
        fetch(`${url}/robots.txt`).then(
          ({ ok }) => ok,
          () => false,
        ),
    })
    return { url, stop: () => server.stop() }
  })
}

function configuration(folder: string, port: number, portals: string[], told: string): string {
  const servers = portals.map((url) => `server ${new URL(url).host} max_fails=0;`)
  return nginxConfiguration(
    folder,
    `upstream portals { ${servers.join(' ')} }
server {
  listen 127.0.0.1:${port};
  location / {
    proxy_pass http://portals;
    proxy_set_header Host $host;
    proxy_set_header X-Forwarded-For ${told};
  }
}`,
  )
}
