import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { newVisitor } from '../support/visitor.ts'
import { hiddenIn, openAsking } from './world.ts'

const questions = [
  { text: 'Which group?', options: ['Choir', 'Garden'], isOptional: true },
  { text: 'How did you find us?', options: null, isOptional: true },
]

/** Anything that a field of a form can hold, and what databases, pages and terminals trip over. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('\0', '\u202e', '\ufeff', '<script>alert(1)</script>', "'; drop table", '../..'),
  fc.constantFrom('a'.repeat(1_001), 'é'.repeat(400), '👩‍👩‍👧'.repeat(90), '@a:b', '"a@x, b@x"'),
)

test('whatever is sent as a form is taken or told what is wrong, and never becomes markup', async () => {
  await using asking = await openAsking('SQLite', {
    requests: {
      questions,
      perNetwork: 1_000,
      rate: { points: 100_000, per: 60_000 },
      most: 10_000,
    },
  })
  const visitor = newVisitor(asking.portal.url)
  const form = await visitor.get('/ask')
  const ids = [...form.text.matchAll(/\sname="(q-[0-9a-f]+)"/g)].map(([, id = '']) => id)
  const fields = fc.record(
    Object.fromEntries(
      ['name', 'words', 'address', 'website', 'stamp', 'rules', ...ids].map((id) => [id, text]),
    ),
    { requiredKeys: [] },
  )
  await fc.assert(
    fc.asyncProperty(fields, fc.boolean(), async (given, isOurs) => {
      const hidden = isOurs ? hiddenIn(await visitor.get('/ask')) : {}
      asking.time.now += 5_000
      const well = Object.entries<string | undefined>({ ...given, ...hidden }).map(
        ([name, value]) => [name, (value ?? '').toWellFormed()] as const,
      )
      const reply = await visitor.press('/ask', Object.fromEntries(well))
      assert.ok([303, 400, 422].includes(reply.status), `${reply.status} ${JSON.stringify(given)}`)
      assert.ok(!reply.text.includes('<script>alert'), reply.text)
      if (reply.status !== 303) return
      const page = await visitor.get(reply.headers.get('location') ?? '')
      assert.equal(page.status, 200)
      assert.ok(!page.text.includes('<script>alert'), page.text)
    }),
    { numRuns: Number(process.env.ASK_FUZZ ?? 200) },
  )
})

test('a secret that we did not make opens nothing', async () => {
  await using asking = await openAsking('SQLite')
  const visitor = newVisitor(asking.portal.url)
  const secret = fc.oneof(fc.string({ maxLength: 80 }), fc.stringMatching(/^[0-9a-z]{52}$/))
  await fc.assert(
    fc.asyncProperty(secret, async (given) => {
      const path = `/ask/${encodeURIComponent(given.toWellFormed())}`
      const { status } = await visitor.get(path)
      // `.` and `..` are other paths.
      assert.ok(status === 404 || /^\.{0,2}$/.test(given) || status === 308, `${path}: ${status}`)
    }),
    { numRuns: 200 },
  )
})
