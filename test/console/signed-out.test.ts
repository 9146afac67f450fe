import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeConsoleLink } from '../../src/core/members/console-link.ts'
import { shellActor } from '../../src/model/actor.ts'
import { assertAccessible } from '../support/axe.ts'
import { openBrowser } from '../support/browser.ts'
import { needs } from '../support/parts.ts'
import { openReachable } from './away.ts'

test(
  'whoever uses the browser after signing out sees nothing of before, by Back or by address',
  needs('chromium'),
  async () => {
    const homeserver = { url: 'http://127.0.0.1:9', serverName: 'example.org' }
    await using portal = await openReachable({ homeserver })
    await using browser = await openBrowser()
    const page = await browser.newPage()
    const secret = await makeConsoleLink(portal.app, null, shellActor)
    await page.goto(`${portal.url}/console/link/${secret}`)
    await assertAccessible(page, 'link')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('button', { name: 'New invitation' }).click()
    const shown = page.url()
    assert.match(shown, /\/console\/invites\/\w+$/)
    await page.locator('summary').first().waitFor()
    await page.locator('nav.languages summary').click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await assertAccessible(page, 'sign-in')
    await page.goBack()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    assert.match(page.url(), /\/console\/sign-in\?next=/)
    await page.goto(shown)
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    assert.equal(new URL(page.url()).searchParams.get('next'), new URL(shown).pathname)
  },
)
