import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Overrides } from '../support/config.ts'
import { file, findIn, open, type Pages, versions, wellKnown } from './community.ts'

const site: Pages = { 'chat.example.org': [200, ''] }

test('apps find a homeserver by its well-known file, or at the name itself', async () => {
  const matrix = 'matrix.example.org/_matrix/client/versions'
  const named = {
    ...site,
    [wellKnown]: [200, file('https://matrix.example.org/'), open],
    [matrix]: [200, versions],
  } satisfies Pages
  assert.deepEqual((await findIn(named)).found, {})
  const bare = { ...site, 'example.org/_matrix/client/versions': [200, versions] } satisfies Pages
  assert.deepEqual((await findIn(bare)).found, {})
})

const told = async (pages: Pages) => (await findIn({ ...site, ...pages })).found['well_known'] ?? ''

test('a well-known file that is missing, invalid, not readable for browsers or leads nowhere is reported', async () => {
  assert.match(await told({}), /^warning: Apps don't find .*matrix\/client is answered 404\. Serve/)
  assert.match(await told({ [wellKnown]: [200, 'hello'] }), /names no base_url/)
  assert.match(
    await told({ [wellKnown]: [200, file('https://example.org')] }),
    /Apps in a browser may not/,
  )
  assert.match(
    await told({ [wellKnown]: [200, file('https://matrix.example.org'), open] }),
    /leads apps to https:\/\/matrix\.example\.org, which is answered 404/,
  )
  const moved = { location: 'https://www.example.org/' }
  assert.match(
    await told({ [wellKnown]: [301, '', moved] }),
    /leads to https:\/\/www\.example\.org\/, which is answered 404/,
  )
})

test('an address that is not the community’s is named and not asked', async () => {
  const other = {
    ...site,
    [wellKnown]: [200, file('http://169.254.169.254'), open],
  } satisfies Pages
  const { found, asked } = await findIn(other)
  assert.deepEqual(found, {})
  assert.deepEqual(asked.toSorted(), ['chat.example.org', wellKnown])
})

test('a link of the last page that does not open is told', async () => {
  const client = { webUrl: 'https://chat.example.org', afterUrl: 'https://gone.example.org/' }
  const { found } = await findIn(site, { client })
  assert.match(
    found['app_links'] ?? '',
    /^warning: client\.after_url does not open from here \(404\)/,
  )
})

test('a server without a name is not looked for', async () => {
  const { found } = await findIn(site, { homeserver: { serverName: '' } })
  assert.equal(found['well_known'], undefined)
})

test('rooms that newcomers can’t be joined to, or that could not be tried, are reported', async () => {
  const community = { rooms: ['#a:example.org', '#b:example.org'] }
  const hint = async (homeserver: Overrides['homeserver'] = {}) =>
    (await findIn(site, { community, homeserver })).found['rooms']
  assert.match((await hint({ kind: 'mas-token' })) ?? '', /With homeserver\.kind mas-token/)
  const untested = /^notice: Whether newcomers can be brought .* could not be tested/
  assert.match((await hint({ adminToken: 'syt_x' })) ?? '', untested)
  assert.match((await hint()) ?? '', untested)
  assert.match((await hint({ kind: 'dendrite' })) ?? '', untested)
})
