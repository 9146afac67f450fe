import { setTimeout as pause } from 'node:timers/promises'
import { listMembersToAsk } from '../../store/members.ts'
import type { Context } from '../context.ts'
import type { EventTools } from '../events/record.ts'
import { keepAccountFacts } from './account-facts.ts'

/** How old an answer may be before the homeserver is asked again. */
const freshMs = 24 * 3_600_000

/** Members per query, and per run: the rest is asked in the next one. */
const batch = 100
const mostPerRun = 2_000

/** Pause between questions, so that others can use the homeserver, in ms. */
const restMs = 50

type Tools = Pick<Context, 'db' | 'signIn' | 'serverName' | 'draining'> & EventTools

/**
 * Asks after everybody of whom the homeserver told nothing for a day, where a token of ours may ask:
 * whoever lost their standing loses their sessions, and their invitations pause.
 */
export async function recheckStanding(app: Tools): Promise<void> {
  const { askAccount } = app.signIn
  const server = app.serverName()
  if (!askAccount || server === '') return
  const until = app.clock() - freshMs
  let after = ''
  for (let asked = 0; asked < mostPerRun; asked += batch) {
    const members = await listMembersToAsk(app.db, { after, until, limit: batch })
    for (const mxid of members.filter((one) => one.endsWith(`:${server}`))) {
      if (app.draining.aborted) return
      const facts = await askAccount(mxid)
      await app.db.transaction().execute((trx) => keepAccountFacts(trx, mxid, facts, app))
      await pause(restMs)
    }
    if (members.length < batch) return
    after = members.at(-1) ?? ''
  }
}
