import { shellActor } from '../../src/model/actor.ts'
import { createHmac, randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import pLimit from 'p-limit'
import { Pool } from 'undici'
import { testConfig } from '../../test/support/config.ts'
import { createInvite } from '../../src/core/invites/create.ts'
import { openDatabase } from '../../src/store/database.ts'
import { raisedLimits } from '../../tools/raised-limits.ts'
import { startSynapse, type Synapse } from '../../tools/synapse.ts'
import { startPortal } from '../kit/portal.ts'
import { cpuSeconds } from '../kit/process.ts'
import { alternate } from '../kit/rounds.ts'
import { makeRow, type Row } from '../kit/row.ts'
import type { Stage } from '../kit/stage.ts'

const PASSWORD = 'seven purple wheelbarrows'

export interface Plan {
  bcryptRounds: number
  levels: readonly Level[]
}

/** Concurrent registrations, and the target share of the homeserver's own rate. */
interface Level {
  atOnce: number
  /** Accounts per round, for ours and theirs. */
  accounts: number
  rounds: number
  least: number | null
}

interface Measured {
  /** Accounts per second. */
  rate: number
  /** The homeserver's processor time per account, in ms. */
  cpu: number
}

let made = 0
const newName = () => `b${Date.now().toString(36)}${(made++).toString(36)}`

/** Accounts created through the portal against the same calls sent to the homeserver directly. */
export async function measureRegistrations(stage: Stage, plan: Plan): Promise<Row[]> {
  const name = `registrations-${plan.bcryptRounds}`
  const folder = join(stage.folder, name, 'synapse')
  await mkdir(folder, { recursive: true })
  const settings = { bcrypt_rounds: plan.bcryptRounds, ...raisedLimits.measurements.limits }
  const synapse = await startSynapse({ folder, settings })
  stage.later(() => synapse.stop())
  const portal = await throughPortal(stage, join(stage.folder, name), synapse)
  const direct = directly(synapse)
  stage.later(direct.close)
  const rows: Row[] = []
  for (const level of plan.levels) {
    const run = (register: () => Promise<void>) => () => measure(register, synapse, level)
    const subjects = { portal: run(portal.register), direct: run(direct.register) }
    rows.push(...rowsOf(plan, level, await alternate(level.rounds, subjects)))
  }
  return rows
}

async function measure(
  register: () => Promise<void>,
  synapse: Synapse,
  { atOnce, accounts }: Level,
): Promise<Measured> {
  const limit = pLimit(atOnce)
  const pid = synapse.pid() ?? 0
  const [start, before] = [performance.now(), cpuSeconds(pid)]
  await Promise.all(Array.from({ length: accounts }, () => limit(register)))
  const seconds = (performance.now() - start) / 1000
  return { rate: accounts / seconds, cpu: ((cpuSeconds(pid) - before) / accounts) * 1000 }
}

function rowsOf(
  { bcryptRounds }: Plan,
  { atOnce, least }: Level,
  { portal, direct }: Record<'portal' | 'direct', Measured[]>,
): Row[] {
  const words = { group: 'Registrations', against: 'directly at Synapse' }
  const name = `${atOnce} at once, bcrypt ${bcryptRounds}`
  const rate = (results: Measured[]) => results.map((result) => result.rate)
  const cpu = (results: Measured[]) => results.map((result) => result.cpu)
  const target = least === null ? null : { least }
  const speed = { ...words, name, unit: 'accounts/s', target }
  const cost = { ...words, name: `${name}, Synapse's time`, unit: 'ms', target: { most: 1.03 } }
  const rows = [makeRow(speed, rate(portal), rate(direct))]
  return atOnce === 8 ? [...rows, makeRow(cost, cpu(portal), cpu(direct))] : rows
}

/** Submits the form as a browser does that has opened it. */
async function throughPortal(stage: Stage, folder: string, synapse: Synapse) {
  const database = `sqlite:${join(folder, 'latchkey.db')}`
  const portal = await startPortal({ folder, database, synapse })
  const pool = new Pool(portal.url)
  stage.later(async () => {
    await pool.destroy()
    await portal.stop()
  })
  const path = `/i/${await inviteEverybody(database)}/account`
  const register = async () => {
    const fields = { name: newName(), password: PASSWORD, confirm: PASSWORD }
    const cookie = `latchkey_attempt=${randomBytes(16).toString('hex')}`
    const response = await pool.request({
      method: 'POST',
      path,
      headers: { 'content-type': 'application/x-www-form-urlencoded', cookie },
      body: new URLSearchParams(fields).toString(),
    })
    await response.body.dump()
    if (response.statusCode !== 303) throw new Error(`the portal answered ${response.statusCode}`)
  }
  return { register }
}

async function inviteEverybody(url: string): Promise<string> {
  const db = await openDatabase(url, Date.now(), () => {})
  const config = testConfig({ invites: { defaultUses: null, defaultExpiry: null } })
  const tools = { clock: Date.now, random: randomBytes, observe: () => {}, serverName: () => '' }
  const desk = { config, db, ...tools }
  const { code } = await createInvite(desk, {}, shellActor)
  await db.destroy()
  return code
}

/** The portal's calls: name check and nonce in parallel, then the account. */
function directly({ url, serverName, sharedSecret }: Synapse) {
  const pool = new Pool(url, { connections: 64 })
  const path = '/_synapse/admin/v1/register'
  const register = async () => {
    const username = newName()
    const user = encodeURIComponent(`@${username}:${serverName}`)
    const [profile, { body }] = await Promise.all([
      pool.request({ method: 'GET', path: `/_matrix/client/v3/profile/${user}` }),
      pool.request({ method: 'GET', path }),
    ])
    await profile.body.dump()
    const { nonce } = (await body.json()) as { nonce: string }
    const signed = [nonce, username, PASSWORD, 'notadmin'].join('\0')
    const mac = createHmac('sha1', sharedSecret).update(signed).digest('hex')
    const account = { nonce, username, password: PASSWORD, admin: false, mac, inhibit_login: true }
    const response = await pool.request({ method: 'POST', path, body: JSON.stringify(account) })
    await response.body.dump()
    if (response.statusCode !== 200) throw new Error(`Synapse answered ${response.statusCode}`)
  }
  return { register, close: () => pool.destroy() }
}
