import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { keepAccountFacts } from '../../src/core/members/account-facts.ts'
import { makeConsoleLink } from '../../src/core/members/console-link.ts'
import { endOwnSessions } from '../../src/core/members/own-sessions.ts'
import { findSignedIn } from '../../src/core/members/session.ts'
import { shellActor } from '../../src/model/actor.ts'
import { findMember } from '../../src/store/members.ts'
import { cookieIn, openQuietPortal, ownPage } from '../support/console.ts'
import { onDatabase } from '../support/databases.ts'
import type { Kind, TestPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'
import { newVisitor } from '../support/visitor.ts'

const acts = ['open', 'end', 'end all', 'suspend', 'restore'] as const

interface Step {
  act: (typeof acts)[number]
  replica: number
  /** Which of the member's sessions, modulo their number. */
  of: number
}

const step = fc.record({ act: fc.constantFrom(...acts), replica: fc.nat(1), of: fc.nat(9) })
const rush: fc.Arbitrary<Step[]> = fc.constant([
  { act: 'open', replica: 0, of: 0 },
  { act: 'suspend', replica: 1, of: 0 },
  { act: 'open', replica: 1, of: 0 },
  { act: 'open', replica: 0, of: 0 },
])
/** Steps of one wave begin at the same time. */
const wave = fc.oneof(
  { weight: 3, arbitrary: fc.array(step, { minLength: 1, maxLength: 6 }) },
  { weight: 1, arbitrary: rush },
)
const waves = fc.array(wave, { minLength: 4, maxLength: 10 })

/** What is known of a session: from the answers, and from having seen it end. */
interface Known {
  token: string
  isOver: boolean
}

const facts = (standing: 'good' | 'suspended') => ({ standing, isAdmin: null, isModerator: null })

/** Carries one step out; an opened session's token, if it is one. */
async function carryOut(
  portals: readonly TestPortal[],
  mxid: string,
  sessions: readonly Known[],
  { act, replica, of }: Step,
): Promise<string | undefined> {
  const portal = portals[replica]
  assert.ok(portal)
  const { app } = portal
  switch (act) {
    case 'open': {
      const secret = await makeConsoleLink(app, mxid, shellActor)
      const browser = newVisitor(portal.url)
      const { headers } = await browser.press(`/console/link/${secret}`, {}, ownPage)
      return cookieIn(headers, 'latchkey_session')
    }
    case 'end': {
      const one = sessions[of % Math.max(1, sessions.length)]
      if (!one) return undefined
      const cookie = `latchkey_session=${one.token}`
      const out = await newVisitor(portal.url).press(
        '/console/sign-out',
        {},
        { ...ownPage, cookie },
      )
      assert.ok([303, 401].includes(out.status), String(out.status))
      one.isOver = true
      return undefined
    }
    case 'end all':
      await endOwnSessions(app, { session: { mxid } })
      return undefined
    case 'suspend':
    case 'restore': {
      const standing = act === 'suspend' ? 'suspended' : 'good'
      await app.db.transaction().execute((trx) => keepAccountFacts(trx, mxid, facts(standing), app))
      return undefined
    }
  }
}

/** Plays a history, and looks after each wave at every session from every replica. */
async function play(portals: readonly TestPortal[], history: readonly Step[][]): Promise<void> {
  const mxid = `@${newName()}:example.org`
  const sessions: Known[] = []
  for (const steps of history) {
    const before = [...sessions]
    const opened = await Promise.all(steps.map((one) => carryOut(portals, mxid, before, one)))
    const all = steps.map(({ act }) => act)
    if (all.includes('end all') || all.includes('suspend')) {
      for (const one of before) one.isOver = true
    }
    const isCrowded = all.includes('end all') || all.includes('suspend')
    for (const token of opened) if (token) sessions.push({ token, isOver: false })
    for (const { app } of portals) {
      const standing = (await findMember(app.db, mxid))?.standing ?? 'good'
      for (const one of sessions) {
        const isOpen = (await findSignedIn(app, one.token)) !== undefined
        const said = `${JSON.stringify(all)}: a session is ${isOpen ? 'open' : 'over'}`
        if (one.isOver || standing !== 'good') assert.equal(isOpen, false, said)
        // One that began together with an end may be either; what is over stays over.
        else if (before.includes(one) || !isCrowded) assert.equal(isOpen, true, said)
        if (!isOpen) one.isOver = true
      }
    }
  }
}

for (const kind of ['SQLite', 'PostgreSQL'] satisfies Kind[]) {
  test(
    `sessions open and end as was told, in any order and at once, at all replicas (${kind})`,
    onDatabase(kind),
    async () => {
      await using one = await openQuietPortal({ database: kind })
      await using other = await openQuietPortal({ databaseUrl: one.app.config.database.url })
      // Two connections of one process to a file would wait for each other.
      const portals = kind === 'SQLite' ? [one, one] : [one, other]
      const property = fc.asyncProperty(waves, (history) => play(portals, history))
      await fc.assert(property, { numRuns: 20 })
    },
  )
}
