// Runs in its own namespace with a writable /etc, which looks like an operator's machine to the tests.
// Prints the decoys that were read by a command that reads installed files, and by the test files on the
// command line.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'

/** The default ports of a homeserver, PostgreSQL and a portal. */
const DEFAULTS = { homeserver: 8008, postgres: 5432, portal: 20_000, private: 20_001 }

let met: string[] = []
const [production, chat] = [await decoy('the database'), await decoy('the homeserver')]
for (const [name, port] of Object.entries(DEFAULTS)) {
  // A port where another program already listens is left out.
  await decoy(`the default port of ${name}`, port).catch(() => undefined)
}

/** Listens, and returns the port. */
async function decoy(name: string, port = 0): Promise<number> {
  const server = createServer((socket) => {
    met.push(name)
    socket.destroy()
  })
  await once(server.listen(port), 'listening')
  return (server.address() as AddressInfo).port
}

const folder = mkdtempSync(join(tmpdir(), 'home-'))
const database = `postgres://latchkey:secret@127.0.0.1:${production}/production`
const installed = `
homeserver:
  url: http://127.0.0.1:${chat}
  server_name: example.org
  registration_shared_secret: dAYjKUoSkC2OHTh8Hs4u
public: { url: https://example.org }
database: { url: '${database}' }
`
const predecessor = `
server_location: http://127.0.0.1:${chat}
server_name: example.org
registration_shared_secret: dAYjKUoSkC2OHTh8Hs4u
admin_api_shared_secret: adminsecret
db: '${database}'
`
write('/etc/latchkey', 'latchkey.yaml', installed)
write(join(folder, '.config', 'matrix-registration'), 'config.yaml', predecessor)
write(folder, '.pgpass', `127.0.0.1:${production}:production:latchkey:secret\n`)

const env = {
  ...process.env,
  HOME: folder,
  LATCHKEY_CONFIG: '/etc/latchkey/latchkey.yaml',
  LATCHKEY_DATABASE_URL: database,
  DATABASE_URL: database,
  PGHOST: '127.0.0.1',
  PGPORT: String(production),
  PGOPTIONS: '-c search_path=production',
}
const command = await run(folder, ['src/main.ts', 'invites', 'list'])
const tests = await run(process.cwd(), ['tools/test.ts', ...process.argv.slice(2)])
process.stdout.write(JSON.stringify({ command, tests }))
process.exit()

async function run(cwd: string, [script = '', ...args]: string[]) {
  met = []
  const options = ['--disable-warning=ExperimentalWarning', resolve(script), ...args]
  const child = spawn(process.execPath, options, { cwd, env })
  const [printed] = await Promise.all([text(child.stdout), once(child, 'close')])
  return { code: child.exitCode, printed, met }
}

function write(place: string, name: string, content: string): void {
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, name), content, { mode: 0o600 })
}
