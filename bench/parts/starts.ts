import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { get } from 'node:http'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../../tools/server.ts'
import { configure, program } from '../kit/portal.ts'
import { alternate } from '../kit/rounds.ts'
import { makeRow, type Row } from '../kit/row.ts'
import { seed } from '../kit/seed.ts'
import type { Stage } from '../kit/stage.ts'

const ROUNDS = 21

/** Times from process start to the first page, and to the end of a short command. */
export async function measureStarts(stage: Stage): Promise<Row[]> {
  const folder = join(stage.folder, 'starts')
  const port = await freePort()
  const database = `sqlite:${join(folder, 'latchkey.db')}`
  const config = await configure({ folder, database }, port)
  await seed(database, { invitations: 100 })
  const cache = join(folder, 'cache')
  const env = { ...process.env, XDG_CACHE_HOME: cache }
  const page = join(stage.folder, 'page.json')
  const latchkey = (...args: string[]) => [program, ...args, '--config', config]
  const serve = () => timeToPage(latchkey('serve'), port, env)
  const times = await alternate(ROUNDS, {
    bare: () => timeToPage([stage.subjects.bare, String(port), page], port, env),
    cold: async () => {
      await rm(cache, { recursive: true, force: true })
      return serve()
    },
    warm: serve,
    nothing: () => timeToEnd(['-e', '0'], env),
    version: () => timeToEnd([program, 'version'], env),
    invite: () => timeToEnd(latchkey('invite'), env),
  })
  const start = { group: 'Start', against: 'bare node:http', unit: 'ms' }
  const command = { group: 'Command line', against: 'node -e 0', unit: 'ms' }
  return [
    makeRow(
      { ...start, name: 'First page, cold cache', target: { most: 2.2 } },
      times.cold,
      times.bare,
    ),
    makeRow(
      { ...start, name: 'First page, warm cache', target: { most: 2.2 } },
      times.warm,
      times.bare,
    ),
    makeRow({ ...command, name: 'version', target: { most: 1.5 } }, times.version, times.nothing),
    makeRow({ ...command, name: 'invite', target: { most: 3 } }, times.invite, times.nothing),
  ]
}

/** Milliseconds from a server's start to its first page. */
async function timeToPage(args: string[], port: number, env: NodeJS.ProcessEnv): Promise<number> {
  const start = performance.now()
  const child = spawn(process.execPath, args, { env, stdio: 'ignore' })
  const exit = once(child, 'exit')
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`node ${args.join(' ')} ended`)
    await pause(1)
  }
  const time = performance.now() - start
  child.kill('SIGTERM')
  await exit
  return time
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ port, host: '127.0.0.1', agent: false }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode === 200))
    })
    request.once('error', () => resolve(false))
  })
}

/** Milliseconds from a command's start to its end. */
async function timeToEnd(args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  const start = performance.now()
  const child = spawn(process.execPath, args, { env, stdio: 'ignore' })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${String(code)}`)
  return performance.now() - start
}
