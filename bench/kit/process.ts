import { readFileSync } from 'node:fs'

/** Linux's clock ticks per second for processor time. */
const TICKS = 100

/** Seconds of processor time that a process and its children have taken so far. */
export function cpuSeconds(pid: number): number {
  const [, after = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
  const fields = after.split(' ').map(Number)
  return ((fields[11] ?? 0) + (fields[12] ?? 0)) / TICKS
}

/** Resident memory of a process, in MiB. */
export function memory(pid: number): number {
  const found = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(found?.[1]) / 1024
}
