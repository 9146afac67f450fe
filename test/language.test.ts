import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { configuration, workplace } from './support/command.ts'
import { openPortal } from './support/portal.ts'
import { startAs } from './support/program.ts'

const said = (language: string) =>
  configuration(`language: ${language}
public:
  url: https://example.org/join
  listen: 127.0.0.1:0
private:
  listen: unix:private.sock
log:
  format: json
`)

/** A browser that accepts none of the available languages. */
const klingon = { headers: { 'accept-language': 'tlh' } }

describe('the language of the pages', () => {
  for (const [written, spoken] of [
    ['en-GB', 'en'],
    ['pt', 'pt-BR'],
    ['de-AT-1996', 'de'],
  ] as const) {
    test(`is negotiated: ${written} is ${spoken} to who asks for no other`, async () => {
      await using place = await workplace(said(written))
      const portal = startAs('latchkey', place.folder, ['serve'])
      const [, address = ''] = await portal.until(/"public":"(http:[^"]+)"/)
      for (const path of ['/', '/i/unknown', '/nowhere']) {
        const reply = await fetch(address + path, klingon)
        assert.equal(reply.headers.get('content-language'), spoken)
        assert.match(await reply.text(), new RegExp(`<html lang="${spoken}"`))
      }
      portal.child.kill('SIGTERM')
      assert.equal(await portal.ended(), 0)
    })
  }

  test('is refused with the list of languages, or the one that was meant, if none matches', async () => {
    for (const written of ['tlh', 'english', '"*"', '"../en"', 'x-en']) {
      await using place = await workplace(said(written))
      const { code, stdout } = await place.run('config', 'check')
      assert.equal(code, 1)
      const list = 'en, ar, de, es, fr, it, nl, pt-BR, sv, zh-Hans'
      const meant = `did you mean "(${list.replaceAll(', ', '|')})"\\?`
      const told = `language is ".*", (which|where) .*; (expected one of the languages ${list}|${meant})`
      assert.match(stdout, new RegExp(told))
    }
  })
})

const homeserver = { url: 'http://127.0.0.1:9', serverName: 'example.org' }

test('a program that mounts the portal with an unknown language gets pages in English', async () => {
  await using portal = await openPortal({ settings: { language: 'tlh', homeserver } })
  const reply = await fetch(portal.url, klingon)
  assert.equal(reply.status, 200)
  assert.equal(reply.headers.get('content-language'), 'en')
})

test('an error while rendering an error page is answered with a text page', async () => {
  await using portal = await openPortal({ settings: { homeserver } })
  const broken = new Error('no page can be made')
  portal.app.serverName = () => {
    throw broken
  }
  await portal.app.reload(portal.app.config)
  for (const path of ['/', '/i/unknown', '/nowhere', '/welcome']) {
    const reply = await fetch(portal.url + path)
    assert.equal(reply.status, 500)
    assert.match(reply.headers.get('content-type') ?? '', /^text\/html/)
    const page = await reply.text()
    assert.match(page, /Something went wrong here.*nothing was used up.*try again/s)
    assert.doesNotMatch(page, /no page can be made|at .*\.ts/)
  }
  assert.match(portal.logged(), /no page can be made/)
})
