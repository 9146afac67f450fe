import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openQuietPortal, signedIn } from '../support/console.ts'
import type { TestPortal } from '../support/portal.ts'

const count = async ({ app }: TestPortal) =>
  (await app.db.selectFrom('invites').select('id').execute()).length

test('each line makes an invitation with the line as its label, listed in order', async () => {
  await using portal = await openQuietPortal()
  const { press, follow } = await signedIn(portal)
  const made = await press('/console/many', { lines: ' Ana \r\n\r\nBo\n@cé:example.org\n' })
  const page = await follow(made)
  const names = [...page.matchAll(/<bdi>([^<]+)<\/bdi><\/a>/g)].map(([, name]) => name)
  assert.deepEqual(names, ['Ana', 'Bo', '@cé:example.org'])
  assert.match(page, /3 invitations/)
  const invites = await portal.app.db.selectFrom('invites').select(['code', 'label']).execute()
  for (const { code } of invites) assert.ok(page.includes(`http://127.0.0.1:1/i/${code}`))
})

test('all are made or none, and what was typed stays', async () => {
  await using portal = await openQuietPortal()
  const { press } = await signedIn(portal)
  for (const [lines, sentence] of [
    ['', 'Write at least one line'],
    [`Ana\n${'x'.repeat(201)}`, 'Line 2 is too long'],
    [Array.from({ length: 501 }, (_, at) => `guest ${at}`).join('\n'), 'at most 500'],
  ] as const) {
    const reply = await press('/console/many', { lines })
    assert.equal(reply.status, 422)
    assert.ok(reply.text.includes(sentence), sentence)
    assert.ok(reply.text.includes(lines.slice(0, 100)))
  }
  assert.equal(await count(portal), 0)
})

test('500 of the longest lines are made at once, and all are on paper', async () => {
  await using portal = await openQuietPortal()
  const { press, visitor } = await signedIn(portal)
  const lines = Array.from({ length: 500 }, (_, at) => `${at} ${'é'.repeat(190)}`).join('\n')
  const made = await press('/console/many', { lines })
  assert.equal(made.status, 303, made.text.slice(0, 500))
  assert.equal(await count(portal), 500)
  const path = made.headers.get('location') ?? ''
  const { text } = await visitor.get(`${path}/cards`)
  assert.equal(text.match(/class="ticket"/g)?.length, 500)
})

test('a CSV has the links, and no cell that a spreadsheet takes for a formula', async () => {
  await using portal = await openQuietPortal()
  const { press, visitor } = await signedIn(portal)
  const evil = ['=1+1', '+49 30', '-2', '@sum', ' =1', '\uFF1D1', 'a "b", c', '|cmd', '%x']
  const made = await press('/console/many', { lines: ['Ana', ...evil].join('\n') })
  const { headers, text } = await visitor.get(`${made.headers.get('location')}.csv`)
  assert.equal(headers.get('content-type'), 'text/csv; charset=utf-8')
  assert.match(headers.get('content-disposition') ?? '', /^attachment/)
  const rows = text.trimEnd().split('\r\n')
  assert.equal(rows[0], '"label","link","code","uses","expires"')
  assert.match(rows[1] ?? '', /^"Ana","http:\/\/127\.0\.0\.1:1\/i\/\w{26}","\w{26}","1","2/)
  for (const row of rows.slice(1)) assert.doesNotMatch(row, /"[\s]*[=+\-@|%\uFF1D]/)
  assert.ok(text.includes('"a ""b"", c"'))
})

test('nobody reads the links of somebody else by their address', async () => {
  await using portal = await openQuietPortal()
  const { press } = await signedIn(portal)
  const made = await press('/console/many', { lines: 'Ana\nBo' })
  const path = made.headers.get('location') ?? ''
  const member = await signedIn(portal, '@ana:example.org')
  for (const end of ['', '.csv', '/cards']) {
    assert.equal((await member.visitor.get(path + end)).status, 404, end)
  }
  const [first = '', last = ''] = path.replace('/console/many/', '').split('-')
  for (const range of [`${last}-${first}`, 'x', `${first}-`, '%00', `${first}-${'z'.repeat(26)}`]) {
    const { status } = await member.visitor.get(`/console/many/${range}`)
    assert.equal(status, 404, range)
  }
})

test('one invitation has a card, too', async () => {
  await using portal = await openQuietPortal()
  const { visitor } = await signedIn(portal)
  const { id, code } = await portal.invite({ label: 'Choir' })
  const { text } = await visitor.get(`/console/invites/${id}/card`)
  assert.ok(text.includes(`/i/${code}`))
  assert.match(text, /<svg /)
})

test('what a member types stays when it is more than they have left', async () => {
  await using portal = await openQuietPortal({
    settings: { console: { operators: ['@ruth:example.org'] } },
  })
  const ruth = await signedIn(portal, '@ruth:example.org')
  const terms = { perMonth: '2', uses: '1', days: '7', minDays: '0' }
  assert.equal((await ruth.press('/console/members/allowance', terms)).status, 303)
  const { press, visitor } = await signedIn(portal, '@ana:example.org')
  assert.match((await visitor.get('/console/many')).text, /You have 2 left of your 2 a month/)
  const refused = await press('/console/many', { lines: 'Bo\nCy\nDi' })
  assert.equal(refused.status, 422)
  assert.match(refused.text, /role="alert">\s*You have made as many[^]*Bo\s+Cy\s+Di<\/textarea>/)
  assert.equal((await press('/console/many', { lines: 'Bo\nCy' })).status, 303)
})
