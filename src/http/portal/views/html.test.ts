import assert from 'node:assert/strict'
import { test } from 'node:test'
import { escape, html } from './html.ts'

test('text is escaped wherever it stands, also in a list', () => {
  const sign = `<"&'>`
  assert.equal(escape(sign), '&lt;&quot;&amp;&#39;&gt;')
  assert.equal(html`<p title="${sign}">${[sign, [sign]]}</p>`.html.match(/&lt;/g)?.length, 3)
})

test('HTML is left as it is', () => {
  const list = [html`<li>1</li>`, html`<li>${2}</li>`]
  assert.equal(
    html`<ul>
      ${list}
    </ul>`.html.replaceAll('\n', ''),
    '<ul><li>1</li><li>2</li></ul>',
  )
})

test('what is absent leaves nothing behind', () => {
  assert.equal(html`${false}${null}${undefined}${''}${0}`.html, '0')
})

test('the indentation of templates is left out, that of values is kept', () => {
  const value = 'a\n  b'
  const text = html`<div>
    <p>${value}</p>
  </div>`
  assert.equal(text.html, '<div>\n<p>a\n  b</p>\n</div>')
})
