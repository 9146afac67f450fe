import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSynapse, type Synapse } from '../synapse.ts'
import { installSynapse, NEWEST } from '../synapse-install.ts'
import { openPortal, type Portal } from './portal.ts'
import { SERVER_NAME } from './settings.ts'
import { step } from './terminal.ts'

export interface Stage {
  /** Everything that the demo writes, apart from the cached Synapse. */
  folder: string
  synapse: Synapse
  portal: Portal
}

/** Starts a Synapse and the portal, step by step; `stack` cleans up, also after a failure. */
export async function setStage(stack: AsyncDisposableStack, signal: AbortSignal): Promise<Stage> {
  await installSynapse(NEWEST, signal)
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-demo-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const synapse = await step(
    `Synapse ${NEWEST.version} starts`,
    () => launchSynapse(join(folder, 'synapse'), signal),
    ({ url }) => `Synapse ${NEWEST.version} runs at ${url}`,
  )
  stack.defer(() => synapse.stop())
  signal.throwIfAborted()
  const portal = await step(
    'Latchkey starts',
    () => openPortal(folder, synapse),
    ({ app }) => `Latchkey runs at ${app.config.public.url}, on SQLite`,
  )
  stack.use(portal)
  return { folder, synapse, portal }
}

async function launchSynapse(folder: string, signal: AbortSignal): Promise<Synapse> {
  await mkdir(folder)
  return startSynapse({ folder, serverName: SERVER_NAME, signal })
}
