import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { freePort, onFreePort } from '../../tools/server.ts'
import { type Running, startNode } from './portal.ts'
import { seed } from './seed.ts'

const programOf = (name: string) => fileURLToPath(new URL(`../../dist/${name}.js`, import.meta.url))

/** Our `matrix-registration serve` with a predecessor's file, on a seeded database. */
export async function startMatrixRegistration(
  folder: string,
  invitations: number,
): Promise<Running> {
  await mkdir(folder, { recursive: true })
  await seed(`sqlite:${join(folder, 'db.latchkey.sqlite3')}`, { invitations })
  return onFreePort(async (port) => {
    const config = {
      server_location: 'http://127.0.0.1:9',
      server_name: 'example.test',
      registration_shared_secret: 'bench-shared-secret',
      admin_api_shared_secret: 'bench-admin-secret',
      db: `sqlite:///${join(folder, 'db.sqlite3')}`,
      host: '127.0.0.1',
      port,
      latchkey: { public: { url: `http://127.0.0.1:${port}` }, log: { level: 'warn' } },
    }
    const path = join(folder, 'config.yaml')
    await writeFile(path, stringify(config), { mode: 0o600 })
    const args = [programOf('matrix-registration'), '--config-path', path, 'serve']
    return startNode(args, { folder, port })
  })
}

/** Our `portero server` with a predecessor's file, on a seeded database. */
export async function startPortero(folder: string, database: string): Promise<Running> {
  await mkdir(folder, { recursive: true })
  const privatePort = await freePort()
  return onFreePort(async (port) => {
    const lines = [
      'matrix.adminURL = http://127.0.0.1:9/',
      'matrix.adminSharedSecret = bench-shared-secret',
      'matrix.publicURL = https://chat.example.test',
      'server.publicAddress = 127.0.0.1',
      `server.publicPort = ${port}`,
      `server.publicURL = http://127.0.0.1:${port}/`,
      'server.privateAddress = 127.0.0.1',
      `server.privatePort = ${privatePort}`,
      'server.title = Elm Street Garden',
      'server.tokenExpiration = PT48H',
      'latchkey.homeserver.server_name = example.test',
      `latchkey.database.url = ${database}`,
      'latchkey.log.level = warn',
    ]
    const path = join(folder, 'server.conf')
    await writeFile(path, `${lines.join('\n')}\n`, { mode: 0o600 })
    const args = [programOf('portero'), 'server', '--configuration-file', path]
    return startNode(args, { folder, port })
  })
}
