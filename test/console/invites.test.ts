import assert from 'node:assert/strict'
import { test } from 'node:test'
import { writeProfiles } from '../../src/core/profiles/profiles.ts'
import { shellActor } from '../../src/model/actor.ts'
import { findById } from '../../src/store/invites.ts'
import { openQuietPortal, type SignedIn, signedIn as open } from '../support/console.ts'

const hour = 3_600_000

/** Makes an invitation with these fields; its id. */
async function make({ press }: SignedIn, fields: Record<string, string> = {}): Promise<string> {
  const reply = await press('/console/invites', fields)
  assert.equal(reply.status, 303, reply.text)
  const [, id = ''] =
    /^\/console\/invites\/([0-9a-z]{26})$/.exec(reply.headers.get('location') ?? '') ?? []
  return id
}

const eventIn = (page: string) => /name="event" value="([^"]+)"/.exec(page)?.[1] ?? ''

test('an empty form makes an invitation with the defaults, and its page has the link', async () => {
  await using portal = await openQuietPortal()
  const console = await open(portal)
  const id = await make(console)
  const invite = await findById(portal.app.db, id)
  assert.deepEqual([invite?.max_uses, invite?.created_by], [1, 'console'])
  const page = await console.visitor.get(`/console/invites/${id}`)
  assert.match(page.text, new RegExp(`readonly[^>]*value="http://127.0.0.1:1/i/${invite?.code}"`))
})

test('options are read in the time zone of the configuration, and an empty one means no limit', async () => {
  await using portal = await openQuietPortal({ settings: { timezone: 'Europe/Berlin' } })
  const console = await open(portal)
  const id = await make(console, {
    label: ' Choir ',
    uses: '',
    expires: '2031-07-01T12:00',
    opens: '',
    code: 'spring-choir',
  })
  const invite = await findById(portal.app.db, id)
  assert.deepEqual(
    [invite?.label, invite?.max_uses, invite?.expires_at, invite?.opens_at, invite?.code],
    ['Choir', null, Date.UTC(2031, 6, 1, 10), null, 'spring-choir'],
  )
})

test('what can’t be made is said beside its field, and what was typed stays', async () => {
  await using portal = await openQuietPortal()
  const console = await open(portal)
  // The address that a browser shows then.
  const again = await console.visitor.get('/console/invites')
  assert.deepEqual([again.status, again.headers.get('location')], [303, '/console'])
  await make(console, { code: 'taken' })
  const typed = { label: 'A <b>choir</b>', uses: '7', expires: '2020-01-01T00:00', code: 'x y' }
  const refused = await console.press('/console/invites', typed)
  assert.equal(refused.status, 422)
  assert.match(refused.text, /Only A-Z a-z 0-9/)
  assert.match(refused.text, /value="A &lt;b&gt;choir&lt;\/b&gt;"/)
  assert.match(refused.text, /id="uses"[^>]*value="7"/s)
  for (const [fields, sentence] of [
    [{ code: 'taken' }, 'Another invitation has this code'],
    [{ expires: '2020-01-01T00:00' }, 'The end has to be in the future'],
    [{ expires: 'soon' }, 'Give a date and a time'],
    [{ uses: '0' }, 'Give a whole number'],
    [{ uses: '1e3' }, 'Give a whole number'],
    [{ label: 'two\nlines' }, 'A label is one line'],
  ] as const) {
    const reply = await console.press('/console/invites', fields)
    assert.equal(reply.status, 422, JSON.stringify(fields))
    assert.ok(reply.text.includes(sentence), JSON.stringify(fields))
  }
  const { length } = await portal.app.db.selectFrom('invites').select('id').execute()
  assert.equal(length, 1)
})

test('the list finds by state, by maker, by the beginning of a label and by a whole code', async () => {
  await using portal = await openQuietPortal()
  const console = await open(portal)
  const found = async (query: string) => {
    const { text } = await console.visitor.get(`/console?${query}`)
    return [...text.matchAll(/<a href="\/console\/invites\/[^"]+"\s*><bdi>([^<]+)/g)].map(
      ([, name]) => name,
    )
  }
  await make(console, { label: 'Choir' })
  await make(console, { label: 'chess', code: 'rook' })
  const paused = await make(console, { label: 'Cooks 100%' })
  await console.press(`/console/invites/${paused}/pause`)
  const other = await open(portal, '@ana:example.org')
  assert.deepEqual(await found(''), ['Cooks 100%', 'chess', 'Choir'])
  assert.deepEqual(await found('state=paused'), ['Cooks 100%'])
  assert.deepEqual(await found('state=active&text=ch'), ['chess', 'Choir'])
  assert.deepEqual(await found('text=ook'), [])
  assert.deepEqual(await found('text=%25'), [])
  assert.deepEqual(await found('text=rook'), ['chess'])
  assert.deepEqual(await found('maker=console'), ['Cooks 100%', 'chess', 'Choir'])
  assert.deepEqual(await found('maker=%40ana%3Aexample.org'), [])
  assert.doesNotMatch((await other.visitor.get('/console')).text, /Choir/)
})

test('a longer list has pages, and none is shown twice or missing', async () => {
  await using portal = await openQuietPortal()
  const console = await open(portal)
  for (let at = 0; at < 60; at++) await portal.invite({ label: `number ${at}` })
  const seen: string[] = []
  for (let path: string | undefined = '/console'; path !== undefined;) {
    const { text } = await console.visitor.get(path)
    seen.push(...[...text.matchAll(/<bdi>(number \d+)/g)].map(([, name]) => name ?? ''))
    path = /href="([^"]+)"\s*>Older/.exec(text)?.[1]?.replaceAll('&amp;', '&')
  }
  assert.equal(seen.length, 60)
  assert.equal(new Set(seen).size, 60)
})

test('a change changes and records only what differs from what was shown', async () => {
  await using portal = await openQuietPortal()
  const console = await open(portal)
  const id = await make(console)
  const before = await findById(portal.app.db, id)
  const page = `/console/invites/${id}`
  const { text } = await console.visitor.get(page)
  const shownEnd = /name="expires"[^>]*value="([^"]+)"/.exec(text)?.[1] ?? ''
  const shown = { label: '', uses: '1', expires: shownEnd, opens: '' }
  const reply = await console.press(`${page}/change`, { ...shown, label: 'Bo' })
  const changed = await console.follow(reply)
  assert.match(changed.replaceAll(/<[^>]+>/g, ''), /changed this invitation: its label/)
  const after = await findById(portal.app.db, id)
  assert.deepEqual([after?.label, after?.expires_at], ['Bo', before?.expires_at])
  const same = await console.press(`${page}/change`, { ...shown, label: 'Bo' })
  assert.equal(same.headers.get('location'), page)
})

test('who made an invitation is said in German without a wrong case', async () => {
  await using portal = await openQuietPortal()
  const console = await open(portal)
  const id = await make(console)
  const german = { 'accept-language': 'de' }
  const { text } = await console.visitor.get(`/console/invites/${id}`, german)
  assert.match(text.replaceAll(/<[^>]+>/g, ''), /Erstellt jetzt \(die Konsole\)/)
})

test('a withdrawn invitation has no link to send', async () => {
  await using portal = await openQuietPortal()
  const console = await open(portal)
  const id = await make(console)
  const page = `/console/invites/${id}`
  assert.match((await console.visitor.get(page)).text, /The link to send/)
  const withdrawn = await console.follow(await console.press(`${page}/withdraw`))
  assert.match(withdrawn, /it was withdrawn/)
  assert.doesNotMatch(withdrawn, /The link to send/)
})

test('pause and withdraw act at once, and are undone by their author within a minute', async () => {
  await using portal = await openQuietPortal()
  const console = await open(portal)
  const id = await make(console, { label: 'Choir' })
  for (const [act, word] of [
    ['pause', 'Paused'],
    ['withdraw', 'Withdrawn'],
  ] as const) {
    const page = await console.follow(await console.press(`/console/invites/${id}/${act}`))
    assert.match(page, new RegExp(`role="status"[^]*${word}`))
    const undone = await console.press(`/console/invites/${id}/undo`, { event: eventIn(page) })
    assert.match(await console.follow(undone), /Undone/)
    const invite = await findById(portal.app.db, id)
    assert.deepEqual([invite?.paused_at, invite?.revoked_at], [null, null])
    const again = await console.press(`/console/invites/${id}/undo`, { event: eventIn(page) })
    assert.equal(again.status, 409)
  }
})

test('nothing is undone by somebody else, or once something changed since, or after a minute', async () => {
  await using portal = await openQuietPortal({
    settings: { console: { operators: ['@ana:example.org', '@bo:example.org'] } },
  })
  const ana = await open(portal, '@ana:example.org')
  const bo = await open(portal, '@bo:example.org')
  const id = await make(ana, { label: 'Choir' })
  const withdraw = async (which: string) =>
    eventIn(await ana.follow(await ana.press(`/console/invites/${which}/withdraw`)))
  const undo = async ({ press }: SignedIn, event: string, which = id) =>
    (await press(`/console/invites/${which}/undo`, { event })).status
  const first = await withdraw(id)
  assert.equal(await undo(bo, first), 409)
  assert.equal((await bo.press(`/console/invites/${id}/change`, { label: 'Band' })).status, 303)
  assert.equal(await undo(ana, first), 409)
  const next = await make(ana, { label: 'Band' })
  const second = await withdraw(next)
  await portal.app.db
    .updateTable('events')
    .set({ data: JSON.stringify({ columns: ['revoked_at'], undo_until: Date.now() - 1_000 }) })
    .where('id', '=', second)
    .execute()
  assert.equal(await undo(ana, second, next), 409)
  const { text } = await ana.visitor.get(`/console/invites/${next}?done=${second}`)
  assert.match(text, /Withdrawn: nobody/)
  assert.doesNotMatch(text, /Undo/)
})

test('an act on the list comes back to the same list', async () => {
  await using portal = await openQuietPortal()
  const console = await open(portal)
  const id = await make(console, { label: 'Choir' })
  const reply = await console.press(`/console/invites/${id}/pause`, {
    back: '?text=ch&evil=//example.org',
  })
  assert.match(reply.headers.get('location') ?? '', /^\/console\?text=ch&done=[0-9a-z]{26}$/)
  const page = await console.follow(reply)
  assert.match(page, /Paused: nobody can join with Choir now/)
  const back = /name="back" value="([^"]*)"/.exec(page)?.[1] ?? ''
  const undone = await console.press(`/console/invites/${id}/undo`, { event: eventIn(page), back })
  assert.match(undone.headers.get('location') ?? '', /^\/console\?text=ch&done=/)
})

test('a change that can’t be made keeps what was typed', async () => {
  await using portal = await openQuietPortal()
  const console = await open(portal)
  const id = await make(console, { uses: '5' })
  await portal.app.db.updateTable('invites').set({ used: 3 }).where('id', '=', id).execute()
  const refused = await console.press(`/console/invites/${id}/change`, { uses: '2', label: 'New' })
  assert.equal(refused.status, 422)
  assert.match(refused.text, /More places than that are already taken/)
  assert.match(refused.text, /id="label"[^>]*value="New"/s)
  assert.equal((await console.press(`/console/invites/${id}/change`, { uses: '3' })).status, 303)
})

test('deleting is the operator’s, and the invitation is gone', async () => {
  await using portal = await openQuietPortal()
  const console = await open(portal)
  const id = await make(console)
  const member = await open(portal, '@ana:example.org')
  assert.equal((await member.press(`/console/invites/${id}/delete`)).status, 403)
  assert.equal((await console.press(`/console/invites/${id}/delete`)).status, 303)
  assert.equal((await console.visitor.get(`/console/invites/${id}`)).status, 404)
})

test('a member sees and changes nobody else’s invitations', async () => {
  await using portal = await openQuietPortal()
  const console = await open(portal)
  const member = await open(portal, '@ana:example.org')
  const id = await make(console, { label: 'Choir' })
  assert.equal((await member.visitor.get(`/console/invites/${id}`)).status, 404)
  for (const act of ['pause', 'resume', 'withdraw', 'change', 'undo']) {
    const reply = await member.press(`/console/invites/${id}/${act}`, { label: 'Mine' })
    assert.equal(reply.status, 404, act)
  }
  const events = await portal.app.db.selectFrom('events').select('kind').execute()
  assert.equal(events.filter(({ kind }) => kind.startsWith('invite.')).length, 1)
})

test('an ended, a used up and a scheduled invitation say so in words', async () => {
  let now = Date.now()
  await using portal = await openQuietPortal({ clock: () => now })
  const console = await open(portal)
  const ended = await portal.invite({ expiresAt: now + hour })
  const used = await portal.invite({ uses: 1 })
  await portal.app.db.updateTable('invites').set({ used: 1 }).where('id', '=', used.id).execute()
  const later = await portal.invite({ opensAt: now + 9 * hour })
  now += 2 * hour
  for (const [{ id }, words] of [
    [ended, 'it has ended'],
    [used, 'every place is used'],
    [later, 'it isn’t open'],
  ] as const) {
    assert.ok((await console.visitor.get(`/console/invites/${id}`)).text.includes(words))
  }
})

test('a new invitation gives what the last one of the same person gave', async () => {
  await using portal = await openQuietPortal()
  const console = await open(portal)
  const friends = {
    name: 'Friends',
    isDefault: false,
    rooms: [],
    directMessage: false,
    account: null,
    greeting: {},
  }
  await writeProfiles(portal.app, [friends], shellActor)
  const profileOf = async (id: string) => (await findById(portal.app.db, id))?.profile_id
  assert.equal(await profileOf(await make(console)), null)
  assert.equal(await profileOf(await make(console, { profile: 'Friends' })), 'Friends')
  assert.equal(await profileOf(await make(console)), 'Friends')
  assert.match((await console.visitor.get('/console')).text, /value="Friends" selected/)
  assert.equal(await profileOf(await make(console, { profile: '' })), null)
})
