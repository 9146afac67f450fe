import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import {
  deadNonce,
  dendriteProofs,
  masProofs,
  type Proof,
  synapseProofs,
  tokenProofs,
  verdictOf,
} from '../../src/homeserver/client/proofs.ts'
import { ask, show } from './contract.ts'
import type { Given } from './proxy.ts'
import { openScripted, scriptedKinds, type ScriptedKind } from './scripted.ts'

const tables: Record<ScriptedKind, readonly Proof[]> = {
  synapse: synapseProofs,
  dendrite: dendriteProofs,
  'registration-token': tokenProofs,
  mas: masProofs,
}

/** An answer with this code, in the place where its homeserver has it. */
function withCode(kind: ScriptedKind, code: string): object {
  if (kind === 'mas') return { errors: [{ title: code }] }
  return code === deadNonce ? { message: `${code}: x` } : { errcode: code, error: 'why' }
}

/** A name that MAS calls taken, and whose user it doesn't know: its owner is unknown. */
function outcomeOf(kind: ScriptedKind, verdict: string): string {
  if (verdict === 'stale') return 'stale'
  if (verdict === 'awaits_approval') return 'created'
  return verdict === 'name_taken' && kind !== 'mas' ? 'contested' : 'refused'
}

const codes = [
  ...new Set([...synapseProofs, ...dendriteProofs, ...tokenProofs, ...masProofs].map(([, c]) => c)),
  'M_FORBIDDEN',
  'M_RESOURCE_LIMIT_EXCEEDED',
  'M_LIMIT_EXCEEDED',
  'M_UNRECOGNIZED',
  'ORG.MATRIX.MSC3866_USER_AWAITING_APPROVAL',
]

/** Statuses that end an exchange for a client. */
const status = fc.oneof(
  fc.constantFrom(400, 401, 403, 404, 405, 408, 409, 413, 415, 422, 429, 500, 502, 503, 504),
  fc.integer({ min: 200, max: 599 }).filter((code) => code !== 204 && code !== 304),
)

const answers = (kind: ScriptedKind): fc.Arbitrary<Given & { code?: string }> =>
  fc.oneof(
    fc.record({ status, code: fc.constantFrom(...codes) }).map((given) => ({
      ...given,
      body: withCode(kind, given.code),
    })),
    fc.record({ status, body: fc.object({ maxDepth: 1 }) }),
    fc.record({ status, body: fc.constantFrom('', '<h1>502</h1>', '[]', 'null', '{') }),
  ) as fc.Arbitrary<Given & { code?: string }>

for (const kind of scriptedKinds) {
  describe(`the answer of ${kind} to a registration`, () => {
    for (const [code, errcode, verdict] of tables[kind]) {
      test(`${code} ${errcode}: ${verdict}`, async () => {
        const given = { status: code, body: withCode(kind, errcode) }
        await using scripted = await openScripted(kind, () => given)
        const { outcome } = await ask({ homeserver: scripted.homeserver, localpart: 'ana' })
        assert.equal(outcome.kind, outcomeOf(kind, verdict), show(outcome))
        if (outcome.kind === 'refused') assert.equal(outcome.reason, verdict)
        if (outcome.kind === 'created') assert.equal(outcome.awaitsApproval, true)
        if ('cause' in outcome) assert.match(outcome.cause ?? '', new RegExp(`^.*${code} `))
      })
    }

    test('any other answer leaves the outcome unknown', async () => {
      let given: Given = { status: 500, body: {} }
      await using scripted = await openScripted(kind, () => given)
      const { homeserver } = scripted
      const property = fc.asyncProperty(answers(kind), async ({ code, ...answer }) => {
        fc.pre(verdictOf(tables[kind], answer.status, code) === undefined)
        fc.pre(kind !== 'mas' || answer.status >= 300)
        given = answer
        const { outcome } = await ask({ homeserver, localpart: 'ana' })
        assert.ok(outcome.kind === 'unknown', show(outcome))
        assert.match(outcome.cause, new RegExp(String(answer.status)))
      })
      await fc.assert(property, { numRuns: 150, seed: 16 })
    })
  })
}

test('a cause for the operator has a maximum length, and contains no secret and no name', async () => {
  const error = `of ana: secret, once, correct horse battery 1 ${'x'.repeat(1000)}`
  for (const kind of scriptedKinds) {
    const body = kind === 'mas' ? { errors: [{ title: error }] } : { errcode: 'M_X', error }
    await using scripted = await openScripted(kind, () => ({ status: 418, body }))
    const { outcome } = await ask({ homeserver: scripted.homeserver, localpart: 'ana' })
    assert.ok(outcome.kind === 'unknown')
    // MAS gets the password in a second request.
    assert.doesNotMatch(outcome.cause, kind === 'mas' ? /\bana\b/ : /correct horse|\bana\b/)
    assert.ok(outcome.cause.length < 300)
  }
})

test('docs/homeservers.md has every row of every table, and no other row', () => {
  const text = readFileSync('docs/homeservers.md', 'utf8')
  const rows = [...text.matchAll(/^\| `([\w-]+)` +\| (\d{3}) `([^`]+)` +\|/gm)].map(
    ([, kind, code, errcode]) => `${kind} ${code} ${errcode}`,
  )
  const all = scriptedKinds.flatMap((kind) =>
    tables[kind].map(([code, errcode]) => `${kind} ${code} ${errcode}`),
  )
  assert.deepEqual(rows.toSorted(), all.toSorted())
})
