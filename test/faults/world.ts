import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App } from '../../src/core/context.ts'
import { openApp } from '../../src/app.ts'
import { attemptTtlMs } from '../../src/core/redemption/attempt-ttl.ts'
import type { Config } from '../../src/model/config.ts'
import { testConfig } from '../support/config.ts'
import { maxCreationDelayMs, settleMarginMs } from '../../src/ports/homeserver-kinds.ts'
import { postgresDatabase } from '../support/parts.ts'
import type { Kind } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'
import { startNginx } from './nginx.ts'
import { type PortalProcess, startPortal } from './portal-process.ts'
import { type FaultProxy, startProxy } from './proxy.ts'
import type { Backend } from './backend.ts'
import type { Start } from './portal-child.ts'
import { sharedSynapse } from './backends.ts'

/** Portals in separate processes, in front of a faulty homeserver. */
export interface World extends AsyncDisposable {
  backend: Backend
  proxy: FaultProxy
  portals: PortalProcess[]
  /** The URL for visitors. */
  url: string
  /** The operator's process on the same database, like the command line. */
  operator: App
  /** Names that are taken, and names of deactivated accounts. */
  taken: string
  deactivated: string
  /** Resolves when every portal is running. */
  up: () => Promise<void>
  /**
   * Lets time pass after every portal has seen the open redemptions: until everything lost is due, until
   * second steps have expired, until undecided ones are checked again, or until nobody who comes back is
   * recognised.
   */
  letTimePass: (until?: 'due' | 'over' | 'next look' | 'forgotten') => Promise<void>
  /** Sets the offset of the first portal's wall clock, in ms. No time passes. */
  setClock: (by: number) => Promise<void>
  /** Lets every portal settle what is due. */
  settle: () => Promise<void>
}

export interface WorldOptions {
  database: Kind
  replicas?: number
  /** False: no nginx in front of several portals; visitors use the first. */
  front?: boolean
  /** The portals' homeserver; default: the shared Synapse. The world closes it. */
  backend?: Backend
  /** URL of an empty database; default: one of the tests' PostgreSQL, or a file. */
  databaseUrl?: string
  /** The rooms that newcomers are joined to. */
  rooms?: readonly string[]
  queue?: Start['queue']
  /** The portals' homeserver timeout, in ms. */
  timeoutMs?: number
}

export async function makeWorld(options: WorldOptions): Promise<World> {
  const { database, replicas = 1, front = replicas > 1, rooms = [], queue } = options
  const { timeoutMs = shortTimeoutMs } = options
  await using stack = new AsyncDisposableStack()
  const backend = stack.use(options.backend ?? (await sharedSynapse()))
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-faults-'))
  stack.defer(() => rm(folder, { recursive: true }))
  const proxy = await startProxy(backend)
  stack.defer(proxy.close)
  const databaseUrl =
    options.databaseUrl ??
    (database === 'PostgreSQL' ? await postgresDatabase() : `sqlite:${join(folder, 'latchkey.db')}`)
  const configOf = (url: string) => configFor(databaseUrl, backend, { url, rooms, timeoutMs })
  const portals = await Promise.all(
    Array.from({ length: replicas }, (_, replica) =>
      startPortal(configOf(proxy.urlFor(replica)), { cache: join(folder, 'cache'), queue }),
    ),
  )
  for (const portal of portals) stack.use(portal)
  proxy.onKill((replica) => portals[replica]?.kill())
  let passed = 0
  let stepped = 0
  const clock = () => Date.now() + passed
  const operator = stack.use(await openApp(configOf(backend.url), { clock }))
  const up = async () => void (await Promise.all(portals.map((portal) => portal.up())))
  const url = await (front ? balancer(stack, folder, portals) : portals[0]?.url)
  const names = await strangers(backend)
  const setTime = async () => {
    const times = portals.map((portal, replica) =>
      portal.setTime({ passed, stepped: replica === 0 ? stepped : 0 }),
    )
    await Promise.all(times)
  }
  const settle = async () => {
    proxy.plan.settling(true)
    await Promise.all(portals.map((portal) => portal.settle()))
    await up()
    proxy.plan.settling(false)
  }
  const resources = stack.move()
  return {
    backend,
    proxy,
    portals,
    url: String(url),
    operator,
    ...names,
    up,
    async letTimePass(until = 'due') {
      await settle()
      const { settleAfter } = operator.config.homeserver
      const over = settleAfter + (operator.homeserver.secondStep?.ttlMs ?? 0)
      const forgotten = attemptTtlMs(operator)
      const more = { due: settleAfter, over, 'next look': nextLookMs, forgotten }[until]
      await proxy.pass(more, async () => {
        passed += more
        backend.passed?.(passed)
        await setTime()
      })
    },
    async setClock(by) {
      stepped = by
      await setTime()
    },
    settle,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

/** More than a busy machine needs for the requests of a redemption. */
const shortTimeoutMs = 800

/** The longest interval before settling checks the same redemption again. */
const nextLookMs = 61_000

function configFor(
  databaseUrl: string,
  { homeserver, mas }: Backend,
  { url, rooms, timeoutMs }: { url: string; rooms: readonly string[]; timeoutMs: number },
): Config {
  const none = { points: 1e6, per: 60_000 }
  return testConfig({
    homeserver: {
      timeout: timeoutMs,
      concurrency: 8,
      settleAfter: maxCreationDelayMs(homeserver.kind, timeoutMs) + settleMarginMs,
      ...homeserver,
      url,
    },
    ...(mas && { mas: { ...mas, url } }),
    public: { url: 'http://127.0.0.1:1' },
    community: { rooms: [...rooms] },
    proxies: { trusted: ['127.0.0.1'] },
    database: { url: databaseUrl },
    redemptions: { wait: 300 },
    limits: { wrongCodes: none, failedPosts: none, nameChecks: none, failedSecrets: none },
    log: { level: 'info', format: 'json' },
  })
}

/** The URL of an nginx in front of these portals. */
async function balancer(stack: AsyncDisposableStack, folder: string, portals: PortalProcess[]) {
  const nginx = await startNginx(
    folder,
    portals.map(({ url }) => url),
  )
  stack.defer(nginx.stop)
  return nginx.url
}

async function strangers(at: Backend) {
  const names = { taken: newName('taken'), deactivated: newName('gone') }
  for (const name of Object.values(names)) await at.makeStranger(name, 'their own password')
  await at.deactivate(names.deactivated, 'their own password')
  return names
}
