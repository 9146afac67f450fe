import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { cpuSeconds, memory } from '../../bench/kit/process.ts'
import type { Target } from './attacks.ts'
import type { Stage } from './stage.ts'

/** Page times in ms, and the portal's peak memory in MiB. */
export interface Measured {
  took: number[]
  memory: number
  /** The portal's processor seconds per second. */
  cpu: number
}

/** A visitor opens the invitation for `seconds`, each time over a new connection. */
export async function visit({ url, code, pid }: Stage, seconds: number): Promise<Measured> {
  const took: number[] = []
  let most = 0
  const before = cpuSeconds(pid)
  const end = performance.now() + seconds * 1000
  while (performance.now() < end) {
    const start = performance.now()
    const status = await open(`${url}/i/${code}`)
    took.push(performance.now() - start)
    if (status !== 200) throw new Error(`The visitor got ${status}`)
    most = Math.max(most, memory(pid))
    await pause(10)
  }
  return { took, memory: most, cpu: (cpuSeconds(pid) - before) / seconds }
}

async function open(url: string): Promise<number | undefined> {
  const [answer]: IncomingMessage[] = await once(get(url, { agent: false }), 'response')
  await answer?.toArray()
  return answer?.statusCode
}

/** An attack that runs until it is stopped; stopping it returns its result. */
export async function startAttack(
  name: string,
  target: Target,
  part: 'attack' | 'baseline' = 'attack',
) {
  const script = fileURLToPath(new URL('attacker.ts', import.meta.url))
  const { url, privateUrl, code, full, withdrawn } = target
  const args = [script, name, JSON.stringify({ url, privateUrl, code, full, withdrawn }), part]
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  if (!child.stdout || !child.stdin) throw new Error('the attacker has no pipes')
  const { stdin, stdout } = child
  await once(stdout, 'readable')
  return async (): Promise<Record<string, number>> => {
    stdin.end()
    return JSON.parse(await text(stdout)) as Record<string, number>
  }
}

/** The percentile of the values. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * part) / 100))] ?? NaN
}
