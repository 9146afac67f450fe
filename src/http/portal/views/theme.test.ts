import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assert as forAll, integer, property, tuple } from 'fast-check'
import { contrast, hexOf, parse, type Rgb } from './palette.ts'
import { colours, schemes, themeCss } from './theme.ts'

const part = integer({ min: 0, max: 255 })
const accents = tuple(part, part, part)
const corners: [Rgb][] = [
  '#000000',
  '#ffffff',
  '#ffff00',
  '#00ff00',
  '#0000ff',
  '#ff0000',
  '#808080',
  '#777777',
].map((hex) => [parse(hex)])

const assertReadable = (accent: Rgb): void => {
  for (const scheme of Object.values(schemes)) {
    const set = colours(accent, scheme)
    const hold = (front: string, ground: string, least: number) => {
      const ratio = contrast(set[front] ?? [0, 0, 0], set[ground] ?? [0, 0, 0])
      assert.ok(ratio >= least, `${front} on ${ground} for ${hexOf(accent)}: ${ratio}`)
    }
    for (const ground of ['page', 'card', 'wash']) {
      for (const text of ['text', 'muted', 'accent-ink', 'danger', 'fine']) hold(text, ground, 7)
      for (const edge of ['accent', 'edge']) hold(edge, ground, 3)
    }
    hold('on-accent', 'accent', 4.5)
    for (const text of ['danger', 'text']) hold(text, 'danger-wash', 7)
  }
}

test('whatever accent the operator picks, text has 7:1 and edges 3:1, by day and by night', () => {
  forAll(property(accents, assertReadable), { examples: corners })
})

test('an accent that can be seen as it is stays as it is', () => {
  assert.match(themeCss('#2f6f5b'), /^:root\{[^}]*--accent:#2f6f5b/)
})

test('the theme has a palette for the dark, too', () => {
  assert.match(themeCss('#2f6f5b'), /@media \(prefers-color-scheme:dark\)\{:root\{--page:#/)
})
