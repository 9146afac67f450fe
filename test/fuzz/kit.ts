import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import * as fc from 'fast-check'

/** How many inputs each rule is tried with, and from which seed: `npm run test:fuzz` says others. */
const runs = Number(process.env.FUZZ_RUNS ?? 60)
const seed = Number(process.env.FUZZ_SEED ?? 1)

/** No input takes longer, in ms: a pattern that runs wild takes minutes. */
const LONGEST = 1_000

/** How long one rule is tried, in ms: what is slow takes its time to shrink. */
const PATIENCE = 60_000

/** Tries `check` with input after input. What fails is shrunk, and told with its seed. */
export async function holds<T>(
  inputs: fc.Arbitrary<T>,
  check: (input: T) => unknown,
  share = 1,
): Promise<void> {
  const timed = fc.asyncProperty(inputs, async (input) => {
    const start = performance.now()
    await check(input)
    const took = performance.now() - start
    assert.ok(took < LONGEST, `it took ${took} ms`)
  })
  const numRuns = Math.ceil(runs * share)
  const found = await fc.check(timed, { numRuns, seed, interruptAfterTimeLimit: PATIENCE })
  if (!found.failed) return
  // Some inputs are far too long to be shown.
  const input = inspect(found.counterexample, { maxStringLength: 300 }).slice(0, 600)
  const where = `seed ${found.seed}, path ${found.counterexamplePath}`
  throw new Error(`${where}: it fails with ${input}`, { cause: found.errorInstance })
}

/** Texts made of the words that a parser knows, and of what it doesn't; some of them very long. */
export function textLike(words: readonly string[], longest = 60_000): fc.Arbitrary<string> {
  const word = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...words) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
    { weight: 1, arbitrary: fc.nat().map(String) },
  )
  const short = fc.array(word, { maxLength: 12 }).map((parts) => parts.join(''))
  const long = fc
    .tuple(short, word, fc.nat(longest), short)
    .map(
      ([before, part, length, after]) => before + part.repeat(length / (part.length || 1)) + after,
    )
  return fc.oneof({ weight: 4, arbitrary: short }, { weight: 1, arbitrary: long })
}

/** A text of which some bytes are no UTF-8. */
export function bytesLike(words: readonly string[]): fc.Arbitrary<Buffer> {
  return fc
    .tuple(textLike(words), fc.uint8Array({ maxLength: 4 }))
    .map(([text, odd]) => Buffer.concat([Buffer.from(text), odd]))
}

/** Header values as they reach a server: no line breaks, a letter a byte. */
export function headerLike(words: readonly string[]): fc.Arbitrary<string> {
  return textLike(words, 8_000).map((text) =>
    Buffer.from(text.replaceAll(/[\r\n\0]/g, ' '))
      .toString('latin1')
      .trim(),
  )
}
