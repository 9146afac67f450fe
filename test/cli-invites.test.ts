import assert from 'node:assert/strict'
import { test } from 'node:test'
import { updateInvite } from '../src/store/invites.ts'
import { holdPlace, insertHeld, newlyHeld } from '../src/store/redemptions.ts'
import { configuration, json, output, type Shown, site, workplace } from './support/command.ts'

test('the first line of invite is only the link, the second says what it allows', async () => {
  await using place = await workplace()
  const [link, sentence, ...rest] = output(await place.run('invite')).split('\n')
  assert.match(link ?? '', /^https:\/\/example\.org\/join\/i\/[0-9a-z]{26}$/)
  assert.match(sentence ?? '', /^One person can join with it until \w+day \d.* \(UTC\)\.$/)
  assert.deepEqual(rest, [''])
})

test('an invitation has the values of its options', async () => {
  await using place = await workplace(configuration(`${site}timezone: Europe/Berlin\n`))
  const many = ['--uses', '25', '--opens', '2098-06-01', '--expires', '2098-06-14']
  const summer = ['invite', ...many, '--label', 'Summer', '--code', 'tea-on-friday']
  assert.equal(
    output(await place.run(...summer)),
    'https://example.org/join/i/tea-on-friday\n' +
      'Up to 25 people can join with it from Sunday 1 June 2098 at 00:00 until ' +
      'Saturday 14 June 2098 at 23:59 (Europe/Berlin).\n',
  )
  const endless = output(
    await place.run('invite', '--uses=unlimited', '--expires=never', '--words'),
  )
  assert.match(endless, /\/i\/[a-z]+(-[a-z]+){4}\n/)
  assert.match(endless, /\nAny number of people can join with it, with no end date\.\n$/)
  const again = await place.run(...summer)
  assert.deepEqual([again.code, again.stdout], [1, ''])
  assert.match(again.stderr, /An invitation with this code, .* exists already/)
})

test('--json prints the invitation as the API shows it, --qr its link as a code', async () => {
  await using place = await workplace()
  const made = json(await place.run('invite', '--json', '--expires', 'P2D'))
  const { id, code, link, created_at, expires_at, ...rest } = made
  assert.match(id, /^[0-9a-z]{26}$/)
  assert.equal(link, `https://example.org/join/i/${code}`)
  const [from, until] = [created_at, expires_at].map((time) => Date.parse(String(time)))
  assert.equal(Number(until) - Number(from), 2 * 24 * 3600 * 1000)
  assert.deepEqual(rest, {
    label: '',
    status: 'active',
    profile: null,
    for_name: null,
    uses: 1,
    used: 0,
    held: 0,
    free: 1,
    opens_at: null,
    paused_at: null,
    paused_reason: null,
    revoked_at: null,
    created_by: 'command line',
    last_used_at: null,
  })
  const shown = json(await place.run('invites', 'show', link, '--json', '--qr'))
  assert.deepEqual({ ...made, joined: [], open: [], audit: shown['audit'] }, shown)
  assert.match(output(await place.run('invite', '--qr')), /\n█+\n/)
})

test('the list is newest first, filters by status and label, and says if it is empty', async () => {
  await using place = await workplace()
  assert.match(output(await place.run('invites', 'list')), /Create the first: latchkey invite\n/)
  for (const label of ['Choir', 'Party', 'Choir 2']) await place.run('invite', '--label', label)
  const [head, ...rows] = output(await place.run('invites', 'list'))
    .trimEnd()
    .split('\n')
  assert.match(head ?? '', /^STATUS +USED +EXPIRES +LAST USED +ID +LABEL$/)
  assert.deepEqual(
    rows.map((row) => /^active +0\/1 .* -  +[0-9a-z]{26} +(.*)$/.exec(row)?.[1]),
    ['Choir 2', 'Party', 'Choir'],
  )
  const choir = await place.run('invites', 'list', '--label', 'choir', '--json')
  const labels = [...output(choir).matchAll(/"label": "(.*)"/g)].map(([, label]) => label)
  assert.deepEqual(labels, ['Choir 2', 'Choir'])
  const one = output(await place.run('invites', 'list', '--limit', '1'))
  assert.match(one, /Choir 2\nMore exist: --limit 10\n$/)
  const none = output(await place.run('invites', 'list', '--status', 'used-up'))
  assert.match(none, /^No invitation matches/)
})

test('an invitation is paused, resumed, changed, revoked and deleted by id, code or link', async () => {
  await using place = await workplace()
  const { id, code, link } = json(await place.run('invite', '--json'))
  const status = async () => json(await place.run('invites', 'show', id, '--json'))['status']
  assert.match(output(await place.run('invites', 'pause', link)), /until you resume it/)
  assert.equal(await status(), 'paused')
  assert.match(output(await place.run('invites', 'resume', code)), /^Resumed\. One person can join/)
  const changed = await place.run('invites', 'change', id, '--uses=4', '--expires=never')
  assert.equal(output(changed), 'Up to 4 people can join with it, with no end date.\n')
  const back = json(await place.run('invites', 'change', id, '--label', 'Tea', '--json'))
  assert.deepEqual([back['label'], back['uses'], back['status']], ['Tea', 4, 'active'])
  assert.equal(json(await place.run('invites', 'revoke', id, '--json'))['status'], 'revoked')
  const page = output(await place.run('invites', 'show', code))
  for (const act of [['pause'], ['resume'], ['change', '--uses=9']]) {
    const [name = '', ...more] = act
    const refused = await place.run('invites', name, id, ...more)
    assert.equal(refused.code, 1)
    assert.match(
      refused.stderr,
      /It was withdrawn: nobody can join with it, and it never opens again/,
    )
  }
  assert.match(page, /It was withdrawn: nobody can join/)
  for (const deed of ['made', 'paused', 'resumed', 'changed', 'revoked']) {
    assert.ok(page.includes(`${deed} (command line)`), page)
  }
  assert.match(output(await place.run('invites', 'delete', id)), /^Deleted/)
  const gone = await place.run('invites', 'show', id)
  assert.equal(gone.code, 1)
  assert.match(gone.stderr, /No invitation has this id, code or link\. A deleted one/)
})

test('what a pause, a resumption or a change says is true of used and expired invitations', async () => {
  await using place = await workplace()
  const { id } = json(await place.run('invite', '--json', '--uses', '2'))
  const db = await place.database()
  const act = async (...words: string[]) => output(await place.run('invites', ...words))
  const set = (values: object) =>
    db.updateTable('invites').set(values).where('id', '=', id).execute()
  await set({ used: 1 })
  assert.match(
    await act('change', id, '--label', 'Tea'),
    /^Up to 2 .*; 1 of its places are free\.$/m,
  )
  await set({ used: 2 })
  const used = /Nobody can join with it: all of its places are used \(2 of 2\)\. More places: /
  for (const words of [['pause'], ['resume'], ['change', '--label', 'Cake'], ['show']]) {
    const [name = '', ...more] = words
    assert.match(await act(name, id, ...more), used)
  }
  await set({ used: 0, expires_at: Date.parse('2026-01-02T12:00Z') })
  const ended = /Nobody can join with it: it ended on Friday 2 January 2026 at 12:00 \(UTC\)/
  for (const name of ['pause', 'resume', 'show']) assert.match(await act(name, id), ended)
})

test('undecided redemptions are listed and decided by hand, and too few uses are rejected', async () => {
  await using place = await workplace()
  const { id } = json(await place.run('invite', '--json', '--uses', '2'))
  assert.equal(output(await place.run('redemptions', 'list')), 'No redemption is undecided.\n')
  const db = await place.database()
  for (const name of ['ana', 'bo']) {
    const facts = { id: name, invite_id: id, localpart: name, attempt: null, held_at: 1 }
    const asked = { asked_at: 1, asked_of: 'synapse', outcome: 'unknown' as const }
    await db.transaction().execute(async (trx) => {
      await holdPlace(trx, id, Date.now())
      await insertHeld(trx, { ...newlyHeld(facts), ...asked })
    })
  }
  await db.destroy()
  assert.match(output(await place.run('invites', 'show', id)), /0 of 2, 2 more held\n +Free +0\n/)
  const list = output(await place.run('redemptions', 'list'))
  assert.match(list, /\nana +undecided +1970-01-01 00:00 +[0-9a-z]{26} +@ana:example\.org\n/)
  const fewer = await place.run('invites', 'change', id, '--uses', '1')
  assert.deepEqual([fewer.code, fewer.stdout], [1, ''])
  assert.match(fewer.stderr, /2 places are already taken/)
  const created = await place.run('redemptions', 'resolve', 'ana', 'created')
  assert.equal(output(created), '@ana:example.org counts as joined.\n')
  const absent = json(await place.run('redemptions', 'resolve', 'bo', 'absent', '--json'))
  assert.deepEqual([absent['user_id'], absent['state']], ['@bo:example.org', 'absent'])
  const shown = json(await place.run('invites', 'show', id, '--json'))
  assert.deepEqual([shown['used'], shown['held'], shown['open']], [1, 0, []])
  assert.match(output(await place.run('invites', 'show', id)), /Who joined\n.*@ana:example\.org\n/)
  const twice = await place.run('redemptions', 'resolve', 'bo', 'created')
  assert.match(twice.stderr, /decided already/)
  assert.equal((await place.run('redemptions', 'resolve', 'cy', 'created')).code, 1)
})

test('the default lifetime starts now if the opening is in the past', async () => {
  await using place = await workplace()
  const made = json(await place.run('invite', '--json', '--opens', '2020-01-01'))
  assert.equal(made['status'], 'active')
  assert.ok(Date.parse(String(made['expires_at'])) > Date.now())
})

test('a label is printed without control characters', async () => {
  await using place = await workplace()
  const { id } = json(await place.run('invite', '--json'))
  const refused = await place.run('invites', 'change', id, '--label', 'a\u001b[2Jb')
  assert.equal(refused.code, 2)
  const db = await place.database()
  await updateInvite(db, id, { label: 'a\u001b[2Jb\u202ec' })
  await db.destroy()
  for (const args of [['list'], ['show', id]]) {
    const shown = output(await place.run('invites', ...args))
    assert.match(shown, /a\[2Jbc\n/)
    assert.doesNotMatch(shown, /[^\P{C}\n]/u)
  }
})

test('--count creates so many invitations and prints a link a line, or a list as JSON', async () => {
  await using place = await workplace()
  const links = output(await place.run('invite', '--count', '3', '--label', 'Party'))
    .trim()
    .split('\n')
  assert.equal(new Set(links).size, 3)
  for (const link of links) assert.match(link, /^https:\/\/example\.org\/join\/i\/[0-9a-z]{26}$/)
  const text = output(await place.runHere('invite', '--count=2', '--json', '--uses=5'))
  const made: Shown[] = JSON.parse(text)
  assert.deepEqual(
    made.map(({ uses }) => uses),
    [5, 5],
  )
  for (const wrong of [['0'], ['1001'], ['x'], ['2', '--code', 'tea-on-friday'], ['2', '--qr']]) {
    const { code, stderr } = await place.runHere('invite', '--count', ...wrong)
    assert.equal(code, 2, wrong.join(' '))
    assert.match(stderr, /--count/)
  }
  assert.equal(JSON.parse(output(await place.runHere('invites', 'list', '--json'))).length, 5)
})

test('the list shows codes or links only when asked to, and finds an invitation by either', async () => {
  await using place = await workplace()
  const first = json(await place.runHere('invite', '--json', '--label', 'Choir'))
  await place.runHere('invite')
  const list = async (...more: string[]) => output(await place.runHere('invites', 'list', ...more))
  assert.doesNotMatch(await list(), new RegExp(first.code))
  assert.match(await list('--codes'), new RegExp(` ${first.code} +Choir`))
  assert.match(await list('--links'), new RegExp(` ${RegExp.escape(first.link)} +Choir`))
  for (const text of [first.code, first.link]) {
    const found = (await list('--code', text)).trim().split('\n')
    assert.equal(found.length, 2)
    assert.match(found[1] ?? '', new RegExp(`${first.id} +Choir`))
  }
  assert.match(await list('--code', 'nothing-of-ours'), /No invitation matches/)
})
