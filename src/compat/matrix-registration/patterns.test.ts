import assert from 'node:assert/strict'
import { test } from 'node:test'
import { joinPatterns, type Pattern, readPattern } from './patterns.ts'
import { translatePattern } from './python-pattern.ts'

function patternOf(source: string): Pattern {
  const read = readPattern(source)
  return 'source' in read ? read : assert.fail(`${source}: ${read.why}`)
}

// What Python 3.11 says of each: re.search(pattern, text).
test("Python's patterns find what they found", () => {
  const cases: [pattern: string, finds: string, misses: string][] = [
    ['^[a-z]\\_x\\-y', 'a_x-y', 'ax-y'],
    ['(?P<one>a)(?P=one)', 'aa', 'ab'],
    ['(?i)ANA', 'ana', 'an'],
    ['(?ai)ANA', 'ana', 'an'],
    ['(?a:x)(?i:Y)', 'xy', 'Xy'],
    ['\\Aab\\Z', 'ab', 'abc'],
    ['\\d{2}[\\-.]', '12-', '1-'],
    ['^a{,2}$', 'aa', 'aaa'],
    ['^a{2,}$', 'aaa', 'a'],
    ['^a{b}$', 'a{b}', 'ab'],
    ['^[]x]$', ']', 'y'],
    ['^[^]x]$', 'y', ']'],
    ['^[[x]$', '[', 'y'],
    ['^]}$', ']}', ']'],
    ['a(?#nobody reads this)b', 'ab', 'a'],
    ['^(a)\\1$', 'aa', 'a1'],
    ['^\\x41\\u0042\\U00000043\\103\\@$', 'ABCC@', 'ABC'],
    ['^(?!_)[a-z_]+(?<!_)$', 'a_b', 'ab_'],
    ['^a+?b??$', 'aab', 'abb'],
    ['^[\\w.=\\-/]+$', 'a.b-c/d', 'a b'],
  ]
  for (const [source, finds, misses] of cases) {
    const matches = new RegExp(patternOf(source).translated, 'u')
    assert.ok(matches.test(finds), `${source} in ${finds}`)
    assert.ok(!matches.test(misses), `${source} in ${misses}`)
  }
})

test('what only Python has is refused with its position', () => {
  const refused: [pattern: string, what: string, at: number][] = [
    ['ab(?>a+)b', 'an atomic group', 2],
    ['(a)?(?(1)b|c)', 'a condition', 4],
    ['a++b', 'a possessive quantifier', 2],
    ['(?x) a b', 'the flag x', 0],
    ['ab(?i)c', 'flags behind the beginning', 2],
    ['a\\N{BULLET}', 'an escape that is not known here', 1],
    ['(?<name>a)', 'a group that is not known here', 0],
    ['a[b', 'a class that has no end', 1],
    ['a\\', 'an escape that is not known here', 1],
  ]
  for (const [source, what, at] of refused) {
    assert.deepEqual(translatePattern(source), { what, at }, source)
    assert.deepEqual(readPattern(source), { why: `has ${what} at position ${at}` })
  }
  assert.deepEqual(readPattern('('), { why: null })
  assert.match(String(Object.values(readPattern('^([a-z0-9]+\\.?)+$'))), /longer than 20 ms/)
})

test('several patterns are one on the whole name', () => {
  const some = ['^a', 'z$', '\\d'].map(patternOf)
  const none = ['root'].map(patternOf)
  const joined = new RegExp(joinPatterns(some, none) ?? '', 'u')
  assert.deepEqual(
    ['a1z', 'a1rootz', 'b1z', 'a1y', 'az'].map((name) => joined.test(name)),
    [true, false, false, false, false],
  )
  assert.equal(joinPatterns([], []), null)
})
