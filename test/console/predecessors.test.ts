import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openOldPortal } from '../matrix-registration/old-portal.ts'
import { output, runHere } from '../support/command.ts'
import { needs } from '../support/parts.ts'
import { newVisitor } from '../support/visitor.ts'

test(
  'with matrix-registration’s file the console is off, or below /register',
  needs('synapse'),
  async () => {
    await using off = await openOldPortal()
    assert.equal((await newVisitor(off.url).get('/register/console/sign-in')).status, 404)
    assert.equal((await newVisitor(off.url).get('/console/sign-in')).status, 404)
    const keys = { base_url: '/element', latchkey: { console: { listen: 'public' } } }
    await using portal = await openOldPortal({ keys })
    const printed = await runHere(portal.cwd, ['console', 'link', '--config', 'config.yaml'])
    const link = new URL(output(printed).split('\n')[0] ?? '')
    assert.match(link.href, new RegExp(`^${portal.url}/element/register/console/link/\\w{26}$`))
    const browser = newVisitor(portal.url)
    const shown = await browser.get(link.pathname)
    const [, action = ''] = /method="post" action="([^"]*\/link\/[^"]*)"/.exec(shown.text) ?? []
    assert.equal(action, link.pathname)
    const [, style = ''] = /href="([^"]*console\.[^"]*\.css)"/.exec(shown.text) ?? []
    assert.equal((await browser.get(style)).status, 200)
    const ownPage = { origin: portal.url, 'sec-fetch-site': 'same-origin' }
    const used = await browser.press(action, {}, ownPage)
    assert.deepEqual(
      [used.status, used.headers.get('location')],
      [303, '/element/register/console'],
    )
    assert.match(used.headers.getSetCookie().join(), /latchkey_session=.*Path=\/element\/register;/)
    assert.equal((await browser.get('/element/register/console')).status, 200)
    // As behind a web server that takes base_url away.
    assert.equal((await browser.get('/register/console')).status, 200)
  },
)
