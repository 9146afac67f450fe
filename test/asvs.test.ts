import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

const page = readFileSync('docs/asvs.md', 'utf8')
const tests = globSync('{src,test}/**/*.test.ts').map((file) => readFileSync(file, 'utf8'))

/** The requirements of a line such as `- **10.4.1–5**, 10.4.6 asked: answer`; bold is level 1. */
function requirementsOf(line: string) {
  const [, numbers] = /^- ((?:\S+, )*\S+) [^:]+: ./.exec(line) ?? []
  assert.ok(numbers !== undefined, line)
  return numbers.split(', ').flatMap(rangeOf)
}

function rangeOf(text: string) {
  const parts = /^(\*\*)?(\d+)\.(\d+)\.(\d+)(?:–(\d+))?(\*\*)?$/.exec(text)
  assert.ok(parts && parts[1] === parts[6], text)
  const [, bold, chapter, section, first, last = first] = parts
  const count = Number(last) - Number(first) + 1
  assert.ok(count > 0, text)
  const start = (Number(chapter) * 100 + Number(section)) * 100 + Number(first)
  const level = bold === undefined ? 2 : 1
  return Array.from({ length: count }, (_, at) => ({ number: start + at, level }))
}

test('every requirement of levels 1 and 2 is answered, once and in order', () => {
  const lines = page.split('\n').filter((line) => line.startsWith('- '))
  const all = lines.flatMap(requirementsOf)
  // The numbers of requirements in ASVS 5.0.0.
  assert.deepEqual([all.filter(({ level }) => level === 1).length, all.length], [70, 253])
  const numbers = all.map(({ number }) => number)
  assert.deepEqual(
    numbers,
    [...new Set(numbers)].toSorted((a, b) => a - b),
  )
})

test('every cited test exists', () => {
  const answers = page.slice(page.indexOf('\n## '))
  const found = answers.matchAll(/“([^”]+)”|`([^`]*\$\{[^`]+)`/g)
  const titles = [...found].map(([, quoted, made]) => quoted ?? made)
  assert.ok(new Set(titles).size > 70)
  for (const title of titles) {
    const literals = [`'${title}'`, `"${title}"`, `\`${title}\``]
    assert.ok(
      tests.some((text) => literals.some((literal) => text.includes(literal))),
      `No test is called ${title}`,
    )
  }
})

test('every cited place in the sources exists', () => {
  const places = [...page.matchAll(/`((?:src|test|tools)\/[^`#]*|\.oxlintrc\.json)(?:#([^`]+))?`/g)]
  assert.ok(places.length > 50)
  for (const [place, path = '', word] of places) {
    assert.ok(existsSync(path), place)
    if (word !== undefined) assert.ok(readFileSync(path, 'utf8').includes(word), place)
  }
})

test('every linked chapter exists', () => {
  for (const [, file = '', heading] of page.matchAll(/\]\(([\w./-]+\.md)(?:#([\w-]+))?\)/g)) {
    const text = readFileSync(`docs/${file}`, 'utf8')
    const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, words = '']) =>
      words
        .toLowerCase()
        .replaceAll(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    )
    assert.ok(heading === undefined || headings.includes(heading), `${file}#${heading}`)
  }
})
