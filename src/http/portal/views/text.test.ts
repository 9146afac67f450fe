import assert from 'node:assert/strict'
import { test } from 'node:test'
import { prose } from './text.ts'

const plain = (text: string) =>
  prose(text)
    .map(({ html }) => html.replaceAll(/\s+/g, ' ').replaceAll(' dir="auto"', '').trim())
    .join('')

test('an empty line parts paragraphs, a single one breaks the line', () => {
  assert.equal(plain('a\nb\r\n\r\n\n c '), '<p>a<br />b</p><p>c</p>')
})

test('lines with a dash are a list, also right under a paragraph', () => {
  assert.equal(
    plain('Rules:\n- a\n* b\nEnd'),
    '<p>Rules:</p><ul> <li>a</li> <li>b</li> </ul><p>End</p>',
  )
})

test('the operator’s text never becomes markup', () => {
  assert.equal(plain('<b>\n\n- <i>'), '<p>&lt;b&gt;</p><ul> <li>&lt;i&gt;</li> </ul>')
})

test('no text is no paragraph', () => {
  assert.equal(plain(' \n\n '), '')
})
