import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { needs } from '../support/parts.ts'
import { json, output, workplace } from '../support/command.ts'
import { openPortal, type TestPortal } from '../support/portal.ts'

const hour = 3_600_000
const strict = { limits: { wrongCodes: { points: 1, per: hour } } }

const open = (portal: TestPortal, path: string, init: RequestInit = {}) =>
  fetch(portal.url + path, { redirect: 'manual', ...init })

describe('somebody with a good invitation', needs('synapse'), () => {
  test('gets in with any text that holds the code, which counts as no guess', async () => {
    await using portal = await openPortal({ settings: strict })
    const own = await portal.invite({ code: 'tea-on-friday' })
    const strong = await portal.invite()
    const words = await portal.invite({ words: true })
    for (const { code } of [own, strong, words]) {
      for (const end of [')', '*', '%E2%80%8B', '&utm_source=mail', '%253E', '.', '%22,']) {
        for (const page of ['', '/account', '/qr.svg']) {
          const path = `/i/${code}${end}${page}`
          assert.equal((await open(portal, path)).status, 200, path)
        }
      }
      const link = `${portal.app.config.public.url}/i/${code}`
      for (const text of [
        `<${link}>`,
        `Join: ${link}.`,
        `https://t.example/?u=${encodeURIComponent(link)}`,
      ]) {
        const entered = await open(portal, `/i?code=${encodeURIComponent(text)}`)
        assert.equal(entered.headers.get('location'), `/i/${code}`, text)
      }
    }
    assert.equal((await open(portal, '/i/wrong')).status, 404)
    assert.equal((await open(portal, '/i/wrong')).status, 429)
  })

  test('is redirected from an unknown path to its normal form', async () => {
    await using portal = await openPortal()
    const { code } = await portal.invite({ code: 'Tea' })
    const paths = {
      [`/i/${code}/`]: `/i/${code}`,
      [`//i//${code}`]: `/i/${code}`,
      [`/i%2F${code}`]: `/i/${code}`,
      [`/I/${code}/Account`]: `/i/${code}/account`,
      [`/i/${code}/account).`]: `/i/${code}/account`,
      [`/i/${code}/?lang=de`]: `/i/${code}?lang=de`,
      '/welcome/': '/welcome',
      '/Welcome.': '/welcome',
      [`/x/%252e%252e/i/${code}`]: `/i/${code}`,
    }
    for (const [path, normal] of Object.entries(paths)) {
      const { status, headers } = await open(portal, path)
      assert.deepEqual([status, headers.get('location')], [308, normal], path)
    }
    const posted = await open(portal, `/i/${code}/account/`, { method: 'POST' })
    assert.equal(posted.status, 308)
    for (const path of [
      '/nothing',
      '/nothing/',
      '//evil.example',
      '/%2F%2Fevil.example/%2e%2e/x',
      '/static/x.',
    ]) {
      assert.equal((await open(portal, path)).status, 404, path)
    }
  })

  test('is redirected below the path of the public URL', async () => {
    await using portal = await openPortal({
      settings: { public: { url: 'https://example.org/join' } },
    })
    for (const path of ['/join/i/x/', '/JOIN/i/x', '/i/x/', '//join/i/x']) {
      assert.equal((await open(portal, path)).headers.get('location'), '/join/i/x', path)
    }
  })

  test('who posts a form from another origin gets a link to the public one', async () => {
    await using portal = await openPortal({
      settings: { public: { url: 'https://example.org/join' } },
    })
    const { code } = await portal.invite()
    const headers = { origin: 'http://other.example', 'sec-fetch-site': 'same-site' }
    const refused = await open(portal, `/i/${code}/account`, { method: 'POST', headers })
    assert.equal(refused.status, 403)
    const page = await refused.text()
    assert.ok(page.includes(`href="https://example.org/join/i/${code}/account"`))
  })
})

test('a command about an invitation takes its id, and any text that holds its code', async () => {
  await using place = await workplace()
  const made = json(await place.run('invite', '--code', 'tea-on-friday', '--json'))
  const texts = [
    made.id,
    'Tea on Friday',
    '<tea-on-friday>',
    `Join: ${made.link}.`,
    `${made.link}/`,
  ]
  for (const text of texts) {
    for (const action of ['pause', 'resume']) {
      assert.equal(json(await place.run('invites', action, text, '--json')).id, made.id, text)
    }
    assert.equal(json(await place.run('invites', 'show', text, '--json')).id, made.id, text)
    assert.match(output(await place.run('invites', 'change', text, '--uses', '4')), /4 people/)
  }
})
