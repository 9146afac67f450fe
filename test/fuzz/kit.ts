import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import * as fc from 'fast-check'

/** The number of inputs for each rule, and the seed; `npm run test:fuzz` sets others. */
const runs = Number(process.env.FUZZ_RUNS ?? 60)
const seed = Number(process.env.FUZZ_SEED ?? 1)

/** The maximum time for one input, in ms: a pattern with exponential backtracking takes minutes. */
const LONGEST = 1_000

/** The maximum time for one rule, in ms: slow inputs take long to shrink. */
const PATIENCE = 60_000

/** Runs `check` with random inputs. Shrinks a failing one, and reports it with its seed. */
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
  // Some inputs are too long to show.
  const input = inspect(found.counterexample, { maxStringLength: 300 }).slice(0, 600)
  const where = `seed ${found.seed}, path ${found.counterexamplePath}`
  throw new Error(`${where}: it fails with ${input}`, { cause: found.errorInstance })
}

/** Texts of words that a parser knows and of other characters; some are very long. */
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

/** A text with some invalid UTF-8. */
export function bytesLike(words: readonly string[]): fc.Arbitrary<Buffer> {
  return fc
    .tuple(textLike(words), fc.uint8Array({ maxLength: 4 }))
    .map(([text, odd]) => Buffer.concat([Buffer.from(text), odd]))
}

/** Header values as a server gets them: no line breaks, one byte per character. */
export function headerLike(words: readonly string[]): fc.Arbitrary<string> {
  return textLike(words, 8_000).map((text) =>
    Buffer.from(text.replaceAll(/[\r\n\0]/g, ' '))
      .toString('latin1')
      .trim(),
  )
}
