import { isIP } from 'node:net'
import type { App } from '../../core/context.ts'
import { openApp } from '../../app.ts'
import { explain } from '../../shared/explain.ts'
import { boundHeap } from '../../serve/heap.ts'
import { NO_RELOAD } from '../../serve/no-reload.ts'
import type { ExitCode, Shell } from '../../cli/shell.ts'
import type { Config } from '../../model/config.ts'
import { describeProblem } from '../../config/problem.ts'
import { listen, type Listening } from '../../serve/server.ts'
import { type Fault, tellFaults } from './fault.ts'
import { loadFile, type Read, sayFaults } from './load.ts'
import { nativeConfig } from './native.ts'
import { asLogTarget, type Say } from './say.ts'
import { keyOf } from './settings.ts'
import { surface } from './surface.ts'

/** How long requests that are under way may take to end, in ms. */
const drainTimeoutMs = 30_000

/** Runs the portal on a file of portero's until a signal ends it. */
export async function serve(shell: Shell, say: Say, path: string): Promise<ExitCode> {
  const file = await loadFile(shell, say, path)
  const config = file && (await configOf(shell, say, path, file))
  if (!file || !config) return 1
  shell.surviveSignals(() => say.own('warn', NO_RELOAD))
  // A signal may come as soon as the ports are open.
  const stopped = shell.stopped()
  try {
    await using app = await open(shell, say, config)
    const portal = await openPorts(app, say, file)
    return await runUntil(stopped, say, app, portal)
  } catch (error) {
    for (const line of tellFaults([faultOf(error)])) say.main('error', line)
    return 1
  }
}

async function configOf(shell: Shell, say: Say, path: string, file: Read): Promise<Config | null> {
  const { env, cwd } = shell
  const loaded = await nativeConfig(file, { path, bytes: file.bytes, env, cwd })
  for (const warning of loaded.warnings) say.own('warn', warning)
  if ('config' in loaded) {
    for (const warning of loaded.exposed) say.own('warn', warning)
    return { ...loaded.config, log: { level: say.level, format: 'json' } }
  }
  const type = 'java.lang.IllegalArgumentException'
  const faults = loaded.problems.map((one) => ({
    type,
    message: describeProblem({ ...one, file: null }),
  }))
  sayFaults(say, path, faults)
  return null
}

async function open({ clock }: Shell, say: Say, config: Config): Promise<App> {
  const { url } = config.database
  const where = url.replace(/^sqlite:/, '').replace(/\/\/.*@/s, '//')
  try {
    const app = await openApp(config, { clock, logTarget: asLogTarget(say) })
    say.own('info', `invitations are kept in ${where}`)
    return app
  } catch (error) {
    throw new Error(`${where} can't be opened: ${explain(error)}`, { cause: error })
  }
}

/** Says of each port that it opens, before it does, as portero did. */
async function openPorts(app: App, say: Say, file: Read): Promise<Listening> {
  const { settings } = file
  const name = (which: 'public' | 'private') => addressOf(file, which)
  say.server('info', `private server starting on ${name('private')}`)
  try {
    const portal = await listen(app, surface)
    say.server('info', `public server starting on ${name('public')}`)
    return portal
  } catch (error) {
    const cause = (error as Error).cause as NodeJS.ErrnoException & { port?: number }
    const isPublic = cause.port === settings.publicPort
    if (isPublic) say.server('info', `public server starting on ${name('public')}`)
    throw new BindError(name(isPublic ? 'public' : 'private'), { cause })
  }
}

async function runUntil(
  stopped: Promise<string>,
  say: Say,
  app: App,
  portal: Listening,
): Promise<ExitCode> {
  const stopWork = app.work()
  boundHeap()
  const signal = await stopped
  say.own('info', `${signal}: what is under way is finished`)
  await Promise.all([portal.close(drainTimeoutMs), stopWork()])
  return signal === 'SIGINT' ? 130 : 143
}

class BindError extends Error {
  override readonly name = 'BindError'
}

/** `/127.0.0.1:21000`, or `localhost/127.0.0.1:21000` where the file has a name. */
function addressOf({ settings, properties }: Read, which: 'public' | 'private'): string {
  const host = settings[`${which}Address`]
  const written = properties.get(keyOf(`${which}Address`)) ?? ''
  const name = isIP(written.replace(/^\[(.*)\]$/, '$1')) ? '' : written
  return `${name}/${host.includes(':') ? `[${host}]` : host}:${settings[`${which}Port`]}`
}

const BIND_FAULTS: Readonly<Record<string, [type: string, message: string]>> = {
  EADDRINUSE: ['java.net.BindException', 'Address already in use'],
  EADDRNOTAVAIL: ['java.net.BindException', 'Cannot assign requested address'],
  EACCES: ['java.net.SocketException', 'Permission denied'],
}

function faultOf(error: unknown): Fault {
  if (!(error instanceof BindError)) return { type: 'java.io.IOException', message: explain(error) }
  const { code = '', message: why } = error.cause as NodeJS.ErrnoException
  const [type, message] = BIND_FAULTS[code] ?? ['java.net.SocketException', why]
  const outer = `Failed to bind to ${error.message}`
  return { type: 'java.io.IOException', message: outer, cause: { type, message } }
}
