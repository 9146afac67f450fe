import { randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { createInvites } from '../../src/core/invites/create.ts'
import { shellActor } from '../../src/model/actor.ts'
import { waitFor } from '../../src/shared/wait.ts'
import type { MailDeliveryRow } from '../../src/store/mail-rows.ts'
import { openStore } from '../jobs/store.ts'
import { startWorkers } from '../jobs/workers.ts'
import { testConfig } from '../support/config.ts'
import type { Kind } from '../support/portal.ts'
import { type Accepted, type Fault, faults, type Outside, startOutside } from './outside.ts'
import { mailSettings } from './servers.ts'

/** The faults of each mail. */
type History = readonly (readonly Fault[])[]

const fault = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom<Fault>('killed before', 'killed after') },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Fault>('cut before', 'cut after', 'busy recipient', 'busy content'),
  },
  { weight: 1, arbitrary: fc.constant<Fault>('no such recipient') },
)

const history: fc.Arbitrary<History> = fc.array(
  fc.oneof(fc.constant<Fault[]>([]), fc.array(fault, { maxLength: 3 })),
  { minLength: 10, maxLength: 20 },
)

const everything: History = [...faults.map((one) => [one]), [], ['cut after', 'killed after'], []]

const day = 24 * 3_600_000
const limitMs = 60_000
const worker = new URL('worker-child.ts', import.meta.url)

/**
 * Sends mails through a mail server with faults, by two processes with different clocks that are killed, and
 * judges. Throws with the problems of the first history that has some.
 */
export async function runHistories(
  kind: Kind,
  { runs, seed, sabotage }: { runs: number; seed: number; sabotage?: string },
): Promise<{ histories: number; kills: number; seconds: number }> {
  await using store = await openStore(kind)
  await using outside = await startOutside()
  const how = { skews: [0, day / 2], program: worker, ...(sabotage !== undefined && { sabotage }) }
  await using workers = await startWorkers(store, outside, how)
  const beganAt = performance.now()
  let turn = 0
  const property = fc.asyncProperty(history, async (mails) => {
    const script = new Map(mails.map((own, at) => [`m${turn}-${at}@example.net`, own]))
    turn++
    outside.script(script)
    const rows = await play(store.db, [...script.keys()])
    if (workers.died()) throw new Error(`a process ended by itself:\n${workers.logged()}`)
    const problems = [...script].flatMap(([address, own]) => judge(address, own, rows, outside))
    if (problems.length > 0) throw new Error(`Violated:\n- ${problems.join('\n- ')}`)
  })
  const examples: [History][] = [[everything]]
  await fc.assert(property, { seed, numRuns: runs, endOnFailure: true, examples })
  const seconds = Math.round((performance.now() - beganAt) / 1000)
  return { histories: runs, kills: workers.kills(), seconds }
}

type Row = Pick<MailDeliveryRow, 'state' | 'reason'> & { address: string }

/** Invites all of them, and waits until every mail is decided and every job is done. */
async function play(
  db: Awaited<ReturnType<typeof openStore>>['db'],
  addresses: readonly string[],
): Promise<Row[]> {
  const config = testConfig(mailSettings('smtp://127.0.0.1:9'))
  const tools = { clock: Date.now, random: randomBytes, observe: () => {}, serverName: () => '' }
  const wanted = addresses.map((address) => ({
    expiresAt: null,
    mailTo: { address, language: '' },
  }))
  await createInvites({ config, db, ...tools }, wanted, shellActor)
  const isDone = async () => {
    const jobs = db.selectFrom('jobs').select('id').where('kind', '=', 'mail')
    return (await jobs.where('done_at', 'is', null).execute()).length === 0 ? true : undefined
  }
  await waitFor(limitMs, isDone)
  return db
    .selectFrom('mail_deliveries')
    .innerJoin('mail_addresses', 'mail_addresses.id', 'address_id')
    .select(['state', 'reason', 'address'])
    .execute()
}

/** The problems of one mail, a sentence each. */
function judge(
  address: string,
  script: readonly Fault[],
  rows: readonly Row[],
  { accepted, kills }: Outside,
): string[] {
  const row = rows.find((one) => one.address === address)
  const own = accepted.filter((one) => one.address === address)
  const isRefused = script.includes('no such recipient')
  const problems: string[] = []
  const expected = isRefused ? 'failed' : 'sent'
  // A mail that was accepted before it could be refused needs no further attempt.
  const isSentFirst = own.length > 0 && row?.state === 'sent'
  if (row?.state !== expected && !isSentFirst) {
    problems.push(`${address}: ${row?.state}, and should be ${expected} (${script.join(', ')})`)
  }
  if (row?.state === 'sent' && own.length === 0) problems.push(`${address}: sent, never accepted`)
  if (new Set(own.map(({ messageId }) => messageId)).size > 1) {
    problems.push(`${address}: several Message-IDs`)
  }
  for (const [at, after] of own.slice(1).entries()) {
    const before = own[at]
    if (before && !isExcused(before, after, kills)) problems.push(`${address}: doubled for nothing`)
  }
  return problems
}

/** The server may still read what a process had sent when it was killed. */
const inFlightMs = 2_000

/** Doubled after a break that followed the content, or a kill before it was written. */
function isExcused(before: Accepted, after: Accepted, kills: Outside['kills']): boolean {
  if (before.fault !== null) return true
  return kills.some(
    ({ replica, at }) => replica === before.replica && at > before.at - inFlightMs && at < after.at,
  )
}
