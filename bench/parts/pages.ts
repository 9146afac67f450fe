import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { found } from '../../tools/found.ts'
import { startPostgres } from '../../tools/postgres.ts'
import { onFreePort } from '../../tools/server.ts'
import { type Running, startNode, startPortal } from '../kit/portal.ts'
import { cpuSeconds } from '../kit/process.ts'
import { startMatrixRegistration, startPortero } from '../kit/predecessors.ts'
import { alternate } from '../kit/rounds.ts'
import { makeRow, type Row } from '../kit/row.ts'
import { seed, seededCode } from '../kit/seed.ts'
import type { Stage } from '../kit/stage.ts'
import { load, type Load, writeScript } from '../kit/wrk.ts'
import { measureIdle } from './memory.ts'

const INVITATIONS = 100_000
/** The number of invitations that are requested in turn. */
const ASKED_FOR = 1_000
const ROUNDS = 7
const SECONDS = 2

/** A server and its wrk script. */
interface Subject {
  server: Running
  script: string
}

interface Measured extends Load {
  /** Processor time of the server per request, in µs. */
  cpu: number
}

export interface Pages {
  rows: Row[]
  /** Memory before the first request. */
  idle: Row
  /** Still running, for later measurements. */
  portal: Running
  bare: Running
  script: string
}

/** The invitation page of one of 100,000 invitations, against servers that do less. */
export async function measurePages(stage: Stage): Promise<Pages> {
  const codes = Array.from({ length: ASKED_FOR }, (_, at) => seededCode(1 + at * 97))
  const [code = ''] = codes
  const scriptOf = (name: string, linkOf: (code: string) => string) =>
    writeScript(join(stage.folder, `${name}.lua`), codes.map(linkOf))
  const script = await scriptOf('invitations', (each) => `/i/${each}`)
  const file = join(stage.folder, 'seeded.db')
  const database = `sqlite:${file}`
  await seed(database, { invitations: INVITATIONS })
  const later = (server: Running) => (stage.later(() => server.stop()), server)
  const portal = await start(stage, 'portal', { database })
  const page = await capture(stage, `${portal.url}/i/${code}`)
  const bare = await compare(stage, [stage.subjects.bare], [page])
  const handWritten = await compare(stage, [stage.subjects.handWritten], [page, file, code])
  const workers = await start(stage, 'workers', { database, workers: 2 })
  const subjects: Record<string, Subject> = {
    bare: { server: bare, script },
    handWritten: { server: handWritten, script },
    portal: { server: portal, script },
    workers: { server: workers, script },
  }
  const postgres = await found(startPostgres({ durable: true }))
  if ('part' in postgres) {
    stage.later(() => postgres.part.stop())
    const url = await postgres.part.createDatabase()
    await seed(url, { invitations: INVITATIONS })
    const server = await start(stage, 'postgres', { database: url })
    subjects['postgres'] = { server, script }
  }
  const idle = measureIdle({ portal, bare })
  const runs = Object.entries({
    ...subjects,
    matrixRegistration: {
      server: later(await startMatrixRegistration(join(stage.folder, 'old-python'), INVITATIONS)),
      script: await scriptOf('registrations', (each) => `/register?token=${each}`),
    },
    portero: {
      server: later(await startPortero(join(stage.folder, 'old-java'), database)),
      script: await scriptOf('signups', (each) => `/signup/?token=${each}`),
    },
  }).map(([name, subject]) => [name, () => measure(subject)])
  const results: Record<string, Measured[]> = await alternate(ROUNDS, Object.fromEntries(runs))
  return { rows: rowsOf(results), idle, portal, bare, script }
}

async function start(
  stage: Stage,
  name: string,
  options: { database: string; workers?: number },
): Promise<Running> {
  const server = await startPortal({ folder: join(stage.folder, name), ...options })
  stage.later(() => server.stop())
  return server
}

/** Saves the page and its headers, without those that node:http adds. */
async function capture(stage: Stage, url: string): Promise<string> {
  const response = await fetch(url, { headers: { 'accept-language': 'en' } })
  const own = ['date', 'connection', 'keep-alive', 'content-length', 'transfer-encoding']
  const headers = [...response.headers].filter(([name]) => !own.includes(name))
  const file = join(stage.folder, 'page.json')
  const page = { headers: Object.fromEntries(headers), body: await response.text() }
  await writeFile(file, JSON.stringify(page))
  return file
}

async function compare(
  { folder, later }: Stage,
  program: string[],
  args: string[],
): Promise<Running> {
  const server = await onFreePort((port) =>
    startNode([...program, String(port), ...args], { folder, port }),
  )
  later(() => server.stop())
  return server
}

async function measure({ server: { pid, url }, script }: Subject): Promise<Measured> {
  const before = cpuSeconds(pid)
  const result = await load(url, script, SECONDS)
  const seconds = cpuSeconds(pid) - before
  return { ...result, cpu: (seconds / (result.rate * SECONDS)) * 1e6 }
}

function rowsOf(results: Record<string, Measured[]>): Row[] {
  const of = (name: string, key: keyof Measured) =>
    (results[name] ?? []).map((result) => result[key])
  const rate = { group: 'Invitation page', unit: 'requests/s' }
  const row = (name: string, ours: string, theirs: string, least: number) => {
    const against = theirs === 'bare' ? 'bare node:http' : (words[theirs] ?? theirs)
    return makeRow(
      { ...rate, name, against, target: { least } },
      of(ours, 'rate'),
      of(theirs, 'rate'),
    )
  }
  const rows = [
    row('SQLite', 'portal', 'bare', 0.5),
    row('matrix-registration’s link', 'matrixRegistration', 'bare', 0.45),
    row('portero’s link', 'portero', 'bare', 0.45),
    row('SQLite', 'portal', 'handWritten', 0.9),
    row('SQLite, 2 workers', 'workers', 'bare', 0.53),
    makeRow(
      { ...rate, name: 'SQLite, p99', against: 'bare node:http', unit: 'ms', target: { most: 3 } },
      of('portal', 'p99'),
      of('bare', 'p99'),
    ),
    makeRow(
      {
        ...rate,
        name: 'SQLite, processor time',
        against: 'bare node:http',
        unit: 'µs',
        target: null,
      },
      of('portal', 'cpu'),
      of('bare', 'cpu'),
    ),
    makeRow(
      {
        ...rate,
        name: 'SQLite, processor time',
        against: words.handWritten,
        unit: 'µs',
        target: null,
      },
      of('portal', 'cpu'),
      of('handWritten', 'cpu'),
    ),
  ]
  return results['postgres'] ? [...rows, row('PostgreSQL', 'postgres', 'bare', 0.25)] : rows
}

const words: Record<string, string> & { handWritten: string } = {
  handWritten: 'hand-written, same lookup',
}
