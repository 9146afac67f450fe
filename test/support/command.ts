import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { runCommand } from '../../src/programs/run.ts'
import type { Shell } from '../../src/cli/shell.ts'
import { openDatabase } from '../../src/store/database.ts'
import type { Database } from '../../src/store/schema.ts'
import { leash } from '../../tools/leash.ts'
import { commandEnvironment } from './environment.ts'

/** What `node` runs. */
export const program = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

export interface Finished {
  code: number | null
  stdout: string
  stderr: string
}

/** A temporary folder in which to run `latchkey`, like an operator in a shell. */
export interface Workplace extends AsyncDisposable {
  folder: string
  /** Runs a command line to its end. */
  run: (...args: string[]) => Promise<Finished>
  /** Runs a command line within this process: faster, for commands that end early. */
  runHere: (...args: string[]) => Promise<Finished>
  /** The same with other environment variables. */
  runWith: (env: Record<string, string>, ...args: string[]) => Promise<Finished>
  /** Starts a command that keeps running; the caller ends it. */
  start: (...args: string[]) => ReturnType<typeof spawn>
  startWith: (env: Record<string, string>, ...args: string[]) => ReturnType<typeof spawn>
  write: (name: string, content: string) => Promise<string>
  /** Opens the commands' database. */
  database: () => Promise<Database>
}

/** A minimal configuration; `more`: additional YAML. */
export function configuration(more = ''): string {
  return `homeserver:
  url: http://127.0.0.1:9
  server_name: example.org
  registration_shared_secret: dAYjKUoSkC2OHTh8Hs4u
${more}`
}

export const site = 'public:\n  url: https://example.org/join\n'

/** With `latchkey.yaml` as given, none for null. `command` runs instead of the sources. */
export async function workplace(
  config: string | null = configuration(site),
  command: readonly string[] = [process.execPath, program],
): Promise<Workplace> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-cli-'))
  const start = (args: string[], env: Record<string, string> = {}) => {
    const [file = '', ...before] = command
    // Otherwise it would find the configuration of an installed Latchkey.
    const own = join(folder, 'latchkey.yaml')
    const found = existsSync(own) ? {} : { LATCHKEY_CONFIG: own }
    const settings = { ...commandEnvironment(folder), ...found, ...env }
    return leash(spawn(file, [...before, ...args], { cwd: folder, env: settings, detached: true }))
  }
  const finish = async (child: ReturnType<typeof start>): Promise<Finished> => {
    const ended = once(child, 'close')
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
    const [code] = await ended
    return { code, stdout, stderr }
  }
  const write = async (name: string, content: string) => {
    await writeFile(join(folder, name), content, { mode: 0o600 })
    return join(folder, name)
  }
  if (config !== null) await write('latchkey.yaml', config)
  return {
    folder,
    run: (...args) => finish(start(args)),
    runHere: (...args) => runHere(folder, args),
    runWith: (env, ...args) => finish(start(args, env)),
    start: (...args) => start(args),
    startWith: (env, ...args) => start(args, env),
    write,
    database: () => openDatabase(`sqlite:${folder}/latchkey.db`, Date.now(), () => {}),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Runs a command line within this process, isolated from installed files. */
export async function runHere(
  cwd: string,
  args: readonly string[],
  env: Record<string, string> = {},
  askSecret?: Shell['askSecret'],
): Promise<Finished> {
  const said = { stdout: '', stderr: '' }
  const shell: Shell = {
    ...(askSecret && { askSecret }),
    env,
    cwd,
    root: join(cwd, 'root'),
    stdout: { write: (piece) => (said.stdout += piece) },
    stderr: { write: (piece) => (said.stderr += piece) },
    clock: Date.now,
    random: randomBytes,
    stopped: () => Promise.reject(new Error('nobody stops it')),
    surviveSignals: () => {},
  }
  const code = await runCommand(shell, 'latchkey', args)
  return { code, ...said }
}

/** Standard output of a command that has to succeed. */
export function output({ code, stdout, stderr }: Finished): string {
  if (code !== 0) throw new Error(`exit code ${code}: ${stderr}`)
  return stdout
}

/** What `--json` shows of an invitation. */
export type Shown = Record<string, unknown> & { id: string; code: string; link: string }

/** The one JSON value that a command prints. */
export function json(finished: Finished): Shown {
  return JSON.parse(output(finished))
}
