import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import * as fc from 'fast-check'
import { openApp } from '../../src/app.ts'
import type { App } from '../../src/core/context.ts'
import { enqueue } from '../../src/core/jobs/enqueue.ts'
import { setOwnAddress } from '../../src/core/mailing/own-address.ts'
import { signDecision } from '../../src/core/requests/decision-link.ts'
import { newStamp, readStamp, secretOf } from '../../src/core/requests/secret.ts'
import { hashOf } from '../../src/shared/hash.ts'
import { waitFor } from '../../src/shared/wait.ts'
import { saveBotAccount } from '../../src/store/bot.ts'
import { keepPostEvent, openPost } from '../../src/store/bot-posts.ts'
import { insertEntry } from '../../src/store/bot-sync.ts'
import { addressOfOwner } from '../../src/store/mail-addresses.ts'
import { findBySecret } from '../../src/store/requests.ts'
import { type PortalProcess, startPortal } from '../faults/portal-process.ts'
import { openStore } from '../jobs/store.ts'
import { terms } from '../jobs/history.ts'
import { type MailServer, mailSettings, startMailServer } from '../mail/servers.ts'
import { testConfig } from '../support/config.ts'
import { ownPage, signedIn } from '../support/console.ts'
import { synapse } from '../support/parts.ts'
import type { Kind, TestPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'
import { newVisitor, type Reply, type Visitor } from '../support/visitor.ts'
import {
  type Act,
  applicants,
  everything,
  type History,
  history,
  replicas,
} from './process-history.ts'
import { type Applicant, judge } from './process-judge.ts'

/** After a kill, the other portal waits so long for a job. */
const queue = { ...terms, leaseMs: 1_500 }

const password = 'correct horse battery'
const limitMs = 60_000

interface Decider {
  mxid: string
  press: (path: string, fields?: Record<string, string>) => Promise<Reply>
  /** The id of their mail address. */
  addressId: string
}

interface Stage {
  app: App
  portals: readonly PortalProcess[]
  /** One signed in at each portal. */
  deciders: readonly Decider[]
  server: MailServer
}

interface Asker extends Applicant {
  stamp: string
  browser: Visitor
}

/**
 * Plays a history with everything, and random ones, with two portals on one database that are killed, and
 * judges each. Throws with the problems of the first failure. `sabotage`: SQL for the database.
 */
export async function runHistories(
  kind: Kind,
  { runs, seed, sabotage }: { runs: number; seed: number; sabotage?: (app: App) => Promise<void> },
): Promise<{ histories: number; kills: number; seconds: number }> {
  await using store = await openStore(kind)
  await using server = await startMailServer()
  const { url, serverName, sharedSecret: registrationSharedSecret } = synapse()
  const names = ['ruth', 'mo'].map((name) => `@${name}:${serverName}`)
  const config = testConfig({
    ...mailSettings(server.url),
    homeserver: { url, serverName, registrationSharedSecret },
    public: { url: 'http://127.0.0.1:1' },
    database: { url: store.url },
    console: { operators: names },
    requests: { open: true },
    log: { level: 'info', format: 'json' },
  })
  await using app = await openApp(config)
  await saveBotAccount(app.db, { userId: `@bot:${serverName}`, token: 'x', masId: null })
  await using stack = new AsyncDisposableStack()
  const start = () => startPortal(config, { cache: join(store.folder, 'cache'), queue })
  const portals = await Promise.all(Array.from({ length: replicas }, start))
  for (const portal of portals) stack.use(portal)
  const deciders = await Promise.all(
    names.map((mxid, at) => decider(app, mxid, portals[at]?.url ?? '')),
  )
  await sabotage?.(app)
  const beganAt = performance.now()
  const stage = { app, portals, deciders, server }
  const property = fc.asyncProperty(history, (one) => play(stage, one))
  const examples: [History][] = [[everything]]
  await fc.assert(property, { seed, numRuns: runs, endOnFailure: true, examples })
  const seconds = Math.round((performance.now() - beganAt) / 1000)
  const kills = portals.reduce((sum, portal) => sum + portal.kills(), 0)
  return { histories: runs, kills, seconds }
}

async function decider(app: App, mxid: string, url: string): Promise<Decider> {
  const { press } = await signedIn({ app, url } as TestPortal, mxid)
  const actor = { kind: 'operator', id: mxid, via: 'console' } as const
  await setOwnAddress(app, { address: `${mxid.slice(1, 3)}@example.net`, language: 'en' }, actor)
  return { mxid, press, addressId: (await addressOfOwner(app.db, mxid))?.id ?? '' }
}

async function play(stage: Stage, { asking, rounds }: History): Promise<void> {
  const { app, portals, server } = stage
  const askers = Array.from({ length: applicants }, () => newAsker(stage))
  const asks = askers.flatMap((one) => portals.map((_, at) => ask(stage, one, at).catch(() => {})))
  await Promise.all([...asks, kill(stage, asking)])
  for (const one of askers) await until(stage, async (at) => (await ask(stage, one, at)) === 303)
  for (const one of askers) await prepare(stage, one)
  for (const { acts, kill: killed } of rounds) {
    const all = acts.map(async (act) => {
      await pause(act.afterMs)
      const one = askers[act.who]
      // Whoever is killed answers nobody.
      if (one) await perform(stage, one, act).catch(() => {})
    })
    await Promise.all([...all, kill(stage, killed)])
  }
  await conclude(stage, askers)
  const problems: string[] = []
  for (const one of askers) problems.push(...(await judge(app, server, one)))
  for (const portal of portals) {
    if (portal.died()) problems.push(`a portal ended by itself: ${portal.logged()}`)
  }
  if (problems.length > 0) throw new Error(`Violated:\n- ${problems.join('\n- ')}`)
}

async function kill({ portals }: Stage, killed: History['asking']): Promise<void> {
  if (killed === null) return
  await pause(killed.afterMs)
  portals[killed.replica]?.kill()
}

function newAsker({ app, portals }: Stage): Asker {
  const name = newName()
  const stamp = newStamp({ ...app, clock: () => Date.now() - 5_000 })
  const read = readStamp(app, stamp) ?? assert.fail()
  const browser = newVisitor(portals[0]?.url ?? '')
  const mail = `${name}@example.net`
  return { name, mail, stamp, secret: secretOf(app, read), browser, id: '', told: [] }
}

async function ask({ portals }: Stage, one: Asker, at: number): Promise<number> {
  const { name, mail: address, stamp, browser } = one
  const fields = { name, address, stamp, words: 'Hello', website: '' }
  return (await browser.at(portals[at]?.url ?? '').press('/ask', fields)).status
}

/** Tries at one portal after the other until it is done; a portal that was killed comes back. */
async function until(stage: Stage, act: (replica: number) => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 40; turn++) {
    const replica = turn % replicas
    await stage.portals[replica]?.up()
    if (await act(replica).catch(() => false)) return
  }
}

/** Finds the request, and lets the bot have posted it. */
async function prepare({ app }: Stage, one: Asker): Promise<void> {
  one.id = (await findBySecret(app.db, hashOf(one.secret)))?.id ?? ''
  const post = await openPost(app.db, { about: one.id, part: 'request', room: '!room' }, app)
  await keepPostEvent(app.db, post.id, `$${one.id}`)
}

async function perform(stage: Stage, one: Asker, { kind, replica }: Act): Promise<void> {
  const { app, portals, deciders } = stage
  const by = deciders[replica] ?? assert.fail()
  const browser = one.browser.at(portals[replica]?.url ?? '')
  switch (kind) {
    case 'approve':
    case 'decline': {
      await decide(stage, one, kind, replica)
      return
    }
    case 'approve by mail':
    case 'decline by mail': {
      const token = signDecision(app, { requestId: one.id, addressId: by.addressId })
      const decision = kind === 'approve by mail' ? 'approve' : 'decline'
      const { text } = await by.press(`/console/decide/${token}`, { decision })
      const done = /is (let in|declined)\. Thank you/.exec(text)?.[1]
      const end = done === 'let in' ? 'approved' : 'declined'
      if (done !== undefined) one.told.push(`request.${end} ${by.mxid}`)
      return
    }
    case 'react':
      return react(app, one, by.mxid)
    case 'withdraw': {
      const { headers } = await browser.press(`/ask/${one.secret}/withdraw`, {}, ownPage)
      if (headers.get('location')?.endsWith('?withdrawn')) one.told.push('request.withdrawn')
      return
    }
    case 'join':
      await enter(stage, one, replica)
  }
}

/** False if somebody was faster. */
async function decide(
  { deciders }: Stage,
  one: Asker,
  kind: 'approve' | 'decline',
  replica: number,
): Promise<boolean> {
  const by = deciders[replica] ?? assert.fail()
  const fields = { profile: '', sentence: '' }
  const { status, headers } = await by.press(`/console/requests/${one.id}/${kind}`, fields)
  const isTheirs = status === 303 && !headers.get('location')?.endsWith('?late')
  if (isTheirs) one.told.push(`request.${kind === 'approve' ? 'approved' : 'declined'} ${by.mxid}`)
  return isTheirs
}

/** What a sync writes of a reaction. */
async function react(app: App, { id }: Asker, sender: string): Promise<void> {
  const event = `$${randomBytes(8).toString('hex')}`
  const entry = { event, kind: 'reaction', place: 'moderators', room: '!room', body: '✅' } as const
  await app.db.transaction().execute(async (trx) => {
    const made = await insertEntry(trx, { ...entry, sender, about: `$${id}` }, app)
    const job = { kind: 'bot-answer', key: String(made), payload: { entry: String(made) } }
    await enqueue(trx, job, app)
  })
}

/** True once the account is made. */
async function enter({ portals }: Stage, one: Asker, replica: number): Promise<boolean> {
  const browser = one.browser.at(portals[replica]?.url ?? '')
  const path = `/i/${one.secret}/account`
  await browser.get(path)
  const { headers } = await browser.post(path, { name: one.name, password, confirm: password })
  return headers.get('location')?.includes('/me/') === true
}

/** The faults are over: what is open is decided, everything is sent, and whoever was let in joins. */
async function conclude(stage: Stage, askers: readonly Asker[]): Promise<void> {
  const { app, portals } = stage
  await Promise.all(portals.map((portal) => portal.up()))
  await quiet(app)
  for (const one of askers) {
    const row = await findBySecret(app.db, hashOf(one.secret))
    if (row?.state === 'open') await decide(stage, one, 'approve', 0)
  }
  await quiet(app)
  for (const one of askers) {
    const row = await findBySecret(app.db, hashOf(one.secret))
    const isIn = row?.state === 'approved'
    if (isIn && !(await hasJoined(app, one))) await until(stage, (at) => enter(stage, one, at))
  }
}

async function hasJoined({ db }: App, { name }: Asker): Promise<boolean> {
  const query = db.selectFrom('accounts').select('redemption_id').where('localpart', '=', name)
  return (await query.execute()).length > 0
}

/** Until no mail and no reaction waits. */
async function quiet({ db }: App): Promise<void> {
  const open = db
    .selectFrom('jobs')
    .select(['kind', 'last_error'])
    .where('kind', 'in', ['mail', 'bot-answer'])
    .where('done_at', 'is', null)
  const isQuiet = await waitFor(
    limitMs,
    async () => (await open.execute()).length === 0 || undefined,
  )
  if (!isQuiet) throw new Error(`Never done: ${JSON.stringify(await open.execute())}`)
}
