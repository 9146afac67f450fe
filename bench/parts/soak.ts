import { join } from 'node:path'
import { startPortal } from '../kit/portal.ts'
import { memory } from '../kit/process.ts'
import { makeRow, type Row } from '../kit/row.ts'
import { seed, seededCode } from '../kit/seed.ts'
import type { Stage } from '../kit/stage.ts'
import { load, writeScript } from '../kit/wrk.ts'

const SECONDS = 10
/** The minimum number of memory samples for a meaningful result. */
const LEAST_LOOKS = 8

/** An hour's visitors in compressed form: memory in the last quarter against the second one. */
export async function soak(stage: Stage, requests: number): Promise<Row> {
  const folder = join(stage.folder, 'soak')
  const database = `sqlite:${join(stage.folder, 'soak.db')}`
  await seed(database, { invitations: 10_000 })
  const portal = await startPortal({ folder, database })
  stage.later(() => portal.stop())
  const paths = Array.from({ length: 1_000 }, (_, at) => `/i/${seededCode(at + 1)}`)
  const script = await writeScript(join(folder, 'soak.lua'), paths)
  const seen: number[] = []
  for (let done = 0; done < requests || seen.length < LEAST_LOOKS;) {
    done += (await load(portal.url, script, SECONDS)).rate * SECONDS
    seen.push(memory(portal.pid))
  }
  const quarter = Math.floor(seen.length / 4)
  const words = { group: 'Soak', name: `${requests.toLocaleString('en')} requests`, unit: 'MiB' }
  return makeRow(
    { ...words, against: 'after a quarter of them', target: { most: 1.1 } },
    seen.slice(-quarter),
    seen.slice(quarter, 2 * quarter),
  )
}
