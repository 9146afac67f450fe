import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decideRequest } from '../../src/core/requests/decide.ts'
import { shellActor } from '../../src/model/actor.ts'
import { assertAccessible } from '../support/axe.ts'
import { openBrowser } from '../support/browser.ts'
import { needs, synapse } from '../support/parts.ts'
import { login, newName } from '../support/synapse-client.ts'
import { openAsking, requestsOf } from './world.ts'

const password = 'correct horse battery'
const phone = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true }

for (const javaScriptEnabled of [true, false]) {
  test(
    `the open page of an applicant turns into their invitation ${javaScriptEnabled ? 'with' : 'without'} JavaScript`,
    needs('synapse', 'chromium'),
    async () => {
      const { url, serverName, sharedSecret: registrationSharedSecret } = synapse()
      await using asking = await openAsking('SQLite', {
        requests: { rules: 'Be kind.' },
        settings: { homeserver: { url, serverName, registrationSharedSecret } },
      })
      const { portal, time } = asking
      await using browser = await openBrowser()
      const context = await browser.newContext({ ...phone, javaScriptEnabled })
      const page = await context.newPage()
      const name = newName()
      await page.goto(`${portal.url}/`)
      await page.getByRole('link', { name: 'Ask to join' }).click()
      await page.getByLabel('The name you’d like').fill(name)
      await page.getByLabel('A few words about you').fill('I sing alto.')
      await page.getByLabel('I have read the rules').check()
      if (javaScriptEnabled) await assertAccessible(page, 'ask')
      time.now += 5_000
      await page.getByRole('button', { name: 'Ask to join' }).click()
      await page.getByRole('heading', { name: 'You’re first in the queue' }).waitFor()
      if (javaScriptEnabled) await assertAccessible(page, 'asked')

      const [row] = await requestsOf(asking)
      await decideRequest(portal.app, row?.id ?? '', { kind: 'approve' }, shellActor)
      // Nobody touches it: the page looks by itself.
      await page.getByText('You’ve been let in').waitFor({ timeout: 60_000 })
      assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), name)
      await page.getByLabel('Password', { exact: true }).fill(password)
      if (!javaScriptEnabled) await page.getByLabel('once more').fill(password)
      await page.getByRole('button', { name: 'Create my account' }).click()
      await page.getByRole('heading', { level: 1, name: 'Welcome' }).waitFor()
      assert.equal(await login(url, name, password), `@${name}:${serverName}`)
    },
  )
}
