import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checkMessages, lackingOf, problemsOf } from '../tools/messages.ts'

const english = {
  plain: 'Hello',
  named: 'Hello {name}',
  bold: 'Press <b>this</b>',
  counted: '{count, plural, one {# thing} other {# things}}',
}

describe('the check of messages', () => {
  test('every catalogue has English’s placeholders and markup, and all plurals of its language', () => {
    const lines: string[] = []
    assert.equal(
      checkMessages((line) => lines.push(line)),
      true,
      lines.join('\n'),
    )
    assert.equal(lines.length, 3)
    assert.match(lines.shift() ?? '', /mail, of \d+ messages: (\S+ 0(, )?){9}$/)
    assert.match(lines[0] ?? '', /newcomer, of \d+ messages: ar \d+, .*zh-Hans \d+/)
    assert.match(lines[1] ?? '', /operator, of \d+ messages: de \d+$/)
  })

  test('a language may lag: missing messages are counted and are no problem', () => {
    assert.deepEqual(problemsOf('da', { plain: 'Hej' }, english), [])
    assert.equal(lackingOf({ plain: 'Hej' }, english), 3)
  })

  for (const [key, message, problem] of [
    ['strange', 'Hej', /no such message/],
    ['named', 'Hej {navn}', /have to be: name/],
    ['plain', 'Hej {name}', /have to be: none/],
    ['bold', 'Tryk på dette', /have to be: b/],
    ['counted', '{count, plural, other {# ting}}', /lacks: one/],
    ['named', 'Hej {name', /not a valid ICU message/],
  ] as const) {
    test(`"${message}" as ${key} is a problem`, () => {
      const [found = '', ...more] = problemsOf('da', { [key]: message }, english)
      assert.match(found, problem)
      assert.deepEqual(more, [])
    })
  }
})
