import { readFileSync } from 'node:fs'

/** Ticks a second in which Linux counts processor time. */
const TICKS = 100

/** Seconds of processor time that a process and its children have taken so far. */
export function cpuSeconds(pid: number): number {
  const [, after = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
  const fields = after.split(' ').map(Number)
  return ((fields[11] ?? 0) + (fields[12] ?? 0)) / TICKS
}

/** Memory that a process has in use, in MiB. */
export function memory(pid: number): number {
  const found = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(found?.[1]) / 1024
}
