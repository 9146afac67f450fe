import { newcomerActor } from '../../model/actor.ts'
import { Problem } from '../../shared/errors.ts'
import { hashOf } from '../../shared/hash.ts'
import { newId } from '../../shared/ids.ts'
import { readMailAddress } from '../../shared/mail-address.ts'
import { findSpent, takePoints } from '../../store/limits.ts'
import type { RequestRow } from '../../store/request-rows.ts'
import {
  countOpen,
  findBySecret,
  insertRequest,
  keepRules,
  takeNumber,
} from '../../store/requests.ts'
import type { Database, DatabaseTransaction } from '../../store/schema.ts'
import type { App } from '../context.ts'
import { addMailAddress } from '../mailing/queue-mail.ts'
import type { Asked, Typed } from './form.ts'
import { mailDeciders } from './mail.ts'
import { networkTag, secretOf } from './secret.ts'
import { tellOf } from './tell.ts'

type Tools = Pick<App, 'config' | 'db' | 'clock' | 'random' | 'cookieKey'>

export interface NewRequest {
  asked: Asked
  typed: Typed
  /** The visitor's network. */
  network: string
  /** The language of the page. */
  language: string
}

/**
 * Makes a request, and returns the secret of the applicant's page. The same form sent again makes none.
 * Problems: `too_many_requests` of a network, `requests_full` where too many wait in all.
 */
export async function makeRequest(app: Tools, wanted: NewRequest): Promise<string> {
  const secret = secretOf(app, wanted.asked.stamp)
  const hash = hashOf(secret)
  const network = networkTag(app, wanted.network)
  if (await findBySecret(app.db, hash)) return secret
  // Before any lock, so that a flood only reads.
  await refuseFull(app, app.db, network)
  await app.db.transaction().execute(async (trx) => {
    const number = await takeNumber(trx)
    if (await findBySecret(trx, hash)) return
    const waiting = await refuseFull(app, trx, network)
    await spendPoint(app, trx, network)
    const mail_id = await addressOf(app, trx, wanted)
    const row = rowOf(app, wanted, { number, secret_hash: hash, network, mail_id })
    const { rules } = wanted.asked
    if (rules)
      await keepRules(trx, { hash: rules.hash, text: rules.text, first_used_at: row.made_at })
    await insertRequest(trx, row)
    const told = { request: row, actor: newcomerActor }
    await tellOf(trx, { ...told, kind: 'request.made' }, app)
    await mailDeciders(trx, row, app)
    const isLast = waiting + 1 === app.config.requests.most
    if (isLast) await tellOf(trx, { ...told, kind: 'requests.full' }, app)
  })
  return secret
}

/** How many wait in all. Exact where the caller holds the lock of `takeNumber`. */
async function refuseFull(app: Tools, db: Database, network: string): Promise<number> {
  const { perNetwork, rate, most } = app.config.requests
  const { clock } = app
  const spent = await findSpent(db, limitKey(network), { now: clock(), per: rate.per })
  if (spent && spent.spent >= rate.points) throw tooMany(spent.ends_at - clock())
  if ((await countOpen(db, network)) >= perNetwork) throw tooMany(rate.per)
  const waiting = await countOpen(db)
  if (waiting >= most) throw new Problem('requests_full')
  return waiting
}

async function spendPoint({ config, clock }: Tools, trx: DatabaseTransaction, network: string) {
  const { points, per } = config.requests.rate
  const window = { cost: 1, now: clock(), points, per } as const
  const spent = await takePoints(trx, limitKey(network), window)
  if (spent === undefined) throw tooMany(per)
}

function limitKey(network: string): string {
  return `requests ${network}`
}

function tooMany(leftMs: number): Problem {
  return new Problem('too_many_requests', { retryAfter: Math.max(1, Math.ceil(leftMs / 1000)) })
}

/** Mail addresses have a table of their own. Null: the text is no mail address. */
async function addressOf(
  app: Tools,
  trx: DatabaseTransaction,
  { typed, language }: NewRequest,
): Promise<string | null> {
  const { address } = typed
  if (readMailAddress(address) === undefined) return null
  return addMailAddress(trx, { address, language }, app)
}

function rowOf(
  app: Tools,
  { asked, typed, language }: NewRequest,
  known: Pick<RequestRow, 'number' | 'secret_hash' | 'network' | 'mail_id'>,
): RequestRow {
  const now = app.clock()
  return {
    ...known,
    id: newId(now, app.random),
    state: 'open',
    wished_name: asked.name,
    words: typed.words,
    answers: JSON.stringify(asked.answers),
    address: known.mail_id === null ? typed.address : '',
    language,
    rules_hash: asked.rules?.hash ?? null,
    made_at: now,
    decided_at: null,
    sentence: '',
    erased_at: null,
  }
}
