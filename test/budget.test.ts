import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { KyselyPlugin } from 'kysely'
import type { OpenDatabase } from '../src/store/schema.ts'
import { needs } from './support/parts.ts'
import { openPortal, type TestPortal } from './support/portal.ts'
import { newName } from './support/synapse-client.ts'
import { newVisitor, type Reply } from './support/visitor.ts'

/*
 * Counts, not times, because they are equal on every machine. A change that needs more raises the number
 * in budget.json and says why there.
 */
const budget: Record<string, { most: number; why: string }> = JSON.parse(
  readFileSync(new URL('budget.json', import.meta.url), 'utf8'),
)

/** Compares counts with the budget's entry `thing: unit`. */
function check(thing: string, counts: Record<string, number>): void {
  for (const [unit, count] of Object.entries(counts)) {
    const limit = budget[`${thing}: ${unit}`]
    assert.ok(limit, `budget.json says nothing of ${thing}: ${unit}`)
    assert.ok(count <= limit.most, `${thing}: ${count} ${unit}, not ${limit.most}. ${limit.why}`)
  }
}

interface Counts {
  statements: number
  transactions: number
}

/** Counts the portal's database queries from now on. */
function countQueries({ app }: TestPortal): Counts {
  const counts: Counts = { statements: 0, transactions: 0 }
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      counts.statements++
      return result
    },
  }
  const { db } = app
  const counted = db.withPlugin(plugin)
  const transaction = counted.transaction.bind(counted)
  app.db = Object.assign(counted, {
    findByCode: async (code: string) => {
      counts.statements++
      return db.findByCode(code)
    },
    transaction: () => {
      counts.transactions++
      return transaction()
    },
  }) satisfies OpenDatabase
  return counts
}

async function homeserverCalls({ app }: TestPortal): Promise<number> {
  const { values } = await app.metrics.homeserver.get()
  return values
    .filter(({ metricName }) => metricName?.endsWith('_count'))
    .reduce((sum, { value }) => sum + value, 0)
}

function bytesOf({ headers, text }: Reply): number {
  const lines = [...headers].map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.byteLength(lines.join('') + text)
}

test(
  'a page stays within its budget of queries, requests and bytes',
  needs('synapse'),
  async () => {
    await using portal = await openPortal({ homeserverUrl: 'http://127.0.0.1:9' })
    const { code } = await portal.invite({ expiresAt: Date.now() + 86_400_000 })
    const visitor = newVisitor(portal.url)
    await visitor.get(`/i/${code}`)
    const counts = countQueries(portal)
    const taken = () => counts.statements - (counts.statements = 0)
    const invitation = await visitor.get(`/i/${code}`)
    check('invitation page', { statements: taken(), bytes: bytesOf(invitation) })
    await visitor.get('/i/nobody-made-this-one')
    check('unknown code', { statements: taken() })
    const form = await visitor.get(`/i/${code}/account`)
    check('form', { statements: taken(), bytes: bytesOf(form) })
    const file = (name: string) =>
      new RegExp(`/static/${name}[^"]*`).exec(invitation.text)?.[0] ?? ''
    check('style sheet', { bytes: bytesOf(await visitor.get(file('style'))) })
    check('script', { bytes: bytesOf(await visitor.get(file('portal'))) })
  },
)

test('an account stays within its budget', needs('synapse'), async () => {
  await using portal = await openPortal()
  const { code } = await portal.invite()
  const visitor = newVisitor(portal.url)
  await visitor.get(`/i/${code}/account`)
  const counts = countQueries(portal)
  const fields = { name: newName(), password: 'correct horse battery' }
  assert.equal((await visitor.post(`/i/${code}/account`, fields)).status, 303)
  check('registration', { ...counts, 'homeserver calls': await homeserverCalls(portal) })
  counts.statements = 0
  const page = await visitor.welcome()
  // One of them finds where it is.
  check('page of an account', { statements: counts.statements - 1, bytes: bytesOf(page) })
})
