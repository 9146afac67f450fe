import assert from 'node:assert/strict'
import { test } from 'node:test'
import { file, findIn, open, type Pages, versions, wellKnown } from '../doctor/community.ts'

const site: Pages = {
  'chat.example.org': [200, ''],
  'matrix.example.org/_matrix/client/versions': [200, versions],
}
const served = [200, file('https://matrix.example.org'), open] satisfies Pages[string]
const to = (location: string, headers = open) =>
  [301, '', { location, ...headers }] satisfies Pages[string]

const found = async (pages: Pages) => (await findIn({ ...site, ...pages })).found

test('the doctor follows redirects of the well-known file where apps do, and nowhere else', async () => {
  const www = 'www.example.org/.well-known/matrix/client'
  const good: Pages[] = [
    { [wellKnown]: to(`https://${www}`), [www]: served },
    { [wellKnown]: to('/client.json'), 'example.org/client.json': served },
    {
      [wellKnown]: to(`//${www}`),
      [www]: to('client.json'),
      'www.example.org/.well-known/matrix/client.json': served,
    },
    { [wellKnown]: to('https://sites.example.net/c'), 'sites.example.net/c': served },
  ]
  for (const pages of good) assert.deepEqual(await found(pages), {})
  const endless: Pages = { [wellKnown]: to('/1') }
  for (let at = 1; at < 30; at++) endless[`example.org/${at}`] = to(`/${at + 1}`)
  const bad: [Pages, RegExp][] = [
    [endless, /after 20 others: apps give up/],
    [
      { [wellKnown]: to('/.well-known/matrix/client') },
      /redirects to .*matrix\/client, .* in a circle/,
    ],
    [
      { [wellKnown]: to('/a'), 'example.org/a': to('/.well-known/matrix/client') },
      /leads to \S+\/a, .* in a circle/,
    ],
    [
      { [wellKnown]: to(`http://${www}`), [www]: served },
      /redirects to http:\S+, which is not https/,
    ],
    [{ [wellKnown]: to('https://169.254.169.254/') }, /no public name/],
    [{ [wellKnown]: to('https://[/') }, /which is no URL/],
    [{ [wellKnown]: to(`https://${www}`) }, /leads to https:\S+, which is answered 404/],
    [
      { [wellKnown]: to(`https://${www}`, {} as typeof open), [www]: served },
      /in a browser may not follow the redirect of https:\/\/example\.org/,
    ],
  ]
  for (const [pages, told] of bad) {
    assert.match((await found(pages))['well_known'] ?? '', told)
  }
})
