import { isIP } from 'node:net'
import type { App } from '../../core/context.ts'
import { explain } from '../../shared/explain.ts'
import { explainDatabase } from '../../store/explain-database.ts'
import { readAnyConfig } from '../../cli/formats.ts'
import { remarksOf } from '../../cli/settings.ts'
import type { ExitCode, Shell } from '../../cli/shell.ts'
import type { Config } from '../../model/config.ts'
import type { Loaded } from '../../config/load.ts'
import { describeProblem } from '../../config/problem.ts'
import { serve as keepServing } from '../../serve/serve.ts'
import { listen, type Listening } from '../../serve/server.ts'
import { type Fault, tellFaults } from './fault.ts'
import { loadFile, type Read, sayFaults } from './load.ts'
import { portero } from './format.ts'
import { nativeConfig } from './native.ts'
import { asLogTarget, type Say } from './say.ts'
import { keyOf } from './settings.ts'
import { surface } from './surface.ts'

/** Runs the portal on a file of portero's until a signal ends it. */
export async function serve(shell: Shell, say: Say, path: string): Promise<ExitCode> {
  const file = await loadFile(shell, say, path)
  const loaded = file && (await configOf(shell, say, path, file))
  if (!file || !loaded) return 1
  const withLog = (read: Config): Config => ({
    ...read,
    log: { level: say.level, format: 'json' },
  })
  const config = withLog(loaded.config)
  const where = config.database.url.replace(/^sqlite:/, '').replace(/\/\/.*@/s, '//')
  try {
    const ended = await keepServing(shell, {
      config,
      remarks: remarksOf(loaded, 'The configuration'),
      logTarget: asLogTarget(say),
      reread: async () => {
        const { env, cwd } = shell
        const read = await readAnyConfig({ path, env, cwd }, [portero])
        return 'config' in read ? { ...read, config: withLog(read.config) } : read
      },
      notOpened: (cause) =>
        new Error(`${where} can't be opened: ${explainDatabase(cause)}`, { cause }),
      listen: (app) => {
        say.own('info', `invitations are kept in ${where}`)
        return openPorts(app, say, file)
      },
      closing: (signal) => say.own('info', `${signal}: what is under way is finished`),
    })
    return ended === 'SIGINT' ? 130 : 143
  } catch (error) {
    for (const line of tellFaults([faultOf(error)])) say.main('error', line)
    return 1
  }
}

type Usable = Extract<Loaded, { config: unknown }>

async function configOf(shell: Shell, say: Say, path: string, file: Read): Promise<Usable | null> {
  const { env, cwd } = shell
  const loaded = await nativeConfig(file, { path, bytes: file.bytes, env, cwd })
  if ('config' in loaded) return loaded
  for (const warning of loaded.warnings) say.own('warn', warning)
  const type = 'java.lang.IllegalArgumentException'
  const faults = loaded.problems.map((one) => ({
    type,
    message: describeProblem({ ...one, file: null }),
  }))
  sayFaults(say, path, faults)
  return null
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
