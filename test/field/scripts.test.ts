import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openPortal } from '../support/portal.ts'

const homeserver = { url: 'http://127.0.0.1:9', serverName: 'example.org' }

test('a page is never in a script that its reader did not ask for', async () => {
  await using portal = await openPortal({ settings: { homeserver } })
  const language = async (accept: string, path = '') => {
    const reply = await fetch(portal.url + path, { headers: { 'accept-language': accept } })
    return reply.headers.get('content-language')
  }
  for (const range of ['zh-TW', 'zh-Hant', 'zh-HK', 'zh-Hant-MO', 'zh-yue-HK', 'sr-Latn']) {
    assert.equal(await language(range), 'en', range)
    assert.equal(await language(`${range},de;q=0.5`), 'de', range)
    assert.equal(await language('de', `?lang=${range}`), 'de', range)
  }
  // The header of Chrome and Firefox in Taiwan.
  assert.equal(await language('zh-TW,zh;q=0.9,en-US;q=0.8,en;q=0.7'), 'en')
  assert.equal(await language('zh-TW,zh-CN;q=0.9'), 'zh-Hans')
  assert.equal(await language('de-AT,de;q=0.9,en;q=0.8'), 'de')
  assert.equal(await language('pt-PT,pt;q=0.9,en;q=0.8'), 'pt-BR')
  assert.equal(await language('zh-CN'), 'zh-Hans')
  assert.equal(await language('pt'), 'pt-BR')
})
