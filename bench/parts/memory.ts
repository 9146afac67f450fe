import type { Running } from '../kit/portal.ts'
import { memory } from '../kit/process.ts'
import { makeRow, type Row } from '../kit/row.ts'
import { load } from '../kit/wrk.ts'

const LOAD_SECONDS = 60

interface Servers {
  portal: Running
  bare: Running
}

/** Memory of both before the first request. */
export function measureIdle({ portal, bare }: Servers): Row {
  return row('idle', 1.3, [memory(portal.pid)], [memory(bare.pid)])
}

/** Memory of both after the same minute of pages. */
export async function measureLoaded({ portal, bare }: Servers, script: string): Promise<Row> {
  const servers = [portal, bare]
  await Promise.all(servers.map(({ url }) => load(url, script, LOAD_SECONDS)))
  return row('after a minute of load', 1.75, [memory(portal.pid)], [memory(bare.pid)])
}

function row(name: string, most: number, ours: number[], theirs: number[]): Row {
  const words = { group: 'Memory', against: 'bare node:http', unit: 'MiB' }
  return makeRow({ ...words, name, target: { most } }, ours, theirs)
}
