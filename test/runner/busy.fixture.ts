// Starts one of each part, reports it, and never ends. Only test/runner/killed.test.ts runs it.
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { freePort } from '../../tools/server.ts'
import { webServers } from '../deploy/web-server.ts'
import { startNginx } from '../faults/nginx.ts'
import { ownDendrite } from '../homeservers/dendrites.ts'
import { openBrowser } from '../support/browser.ts'
import { configuration, site, workplace } from '../support/command.ts'
import { needs } from '../support/parts.ts'
import { openPortal } from '../support/portal.ts'

const parts = needs('synapse', 'postgres', 'dendrite', 'chromium', 'nginx', 'caddy')

test('one of each part', parts, async () => {
  const portal = await openPortal({ database: 'PostgreSQL' })
  await startNginx(await mkdtemp(join(tmpdir(), 'latchkey-nginx-')), [portal.url])
  const file = 'deploy/caddy/own-host.Caddyfile'
  await webServers.caddy.start({ file, port: await freePort(), portal: portal.url })
  await ownDendrite()
  await openBrowser()
  const listen = 'listen: 127.0.0.1:0'
  const place = await workplace(configuration(`${site}  ${listen}\nprivate:\n  ${listen}\n`))
  const workers = place.start('serve', '--workers', '2')
  if (workers.stderr) await once(workers.stderr, 'data')
  writeFileSync(join(tmpdir(), 'ready'), String(process.pid))
  await new Promise(() => {})
})
