import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { openApi, secret } from '../support/api.ts'
import { assertNarrowAndWide } from '../support/axe.ts'
import { openBrowser } from '../support/browser.ts'
import { needs } from '../support/parts.ts'
import { openPortal } from '../support/portal.ts'
import { openFront } from './front.ts'

const report = '/api/v1/doctor'
const page = '/api/v1/doctor.html'
const basic = (password: string) => ({
  authorization: `Basic ${Buffer.from(`ana:${password}`).toString('base64')}`,
})

test('a running portal is examined by the API as by the command', async () => {
  await using api = await openApi()
  const { status, json } = await api.ask('GET', report)
  assert.equal(status, 200)
  assert.equal(json.errors, 1)
  const codes = json.findings.map(({ code }: { code: string }) => code)
  assert.deepEqual(codes.slice(0, 6), [
    'configuration',
    'database',
    'database_room',
    'redemptions_open',
    'jobs',
    'answers',
  ])
})

test('a request during an examination gets the result of that examination', async () => {
  await using homeserver = await openFront(() => '', { path: () => null })
  await using api = await openApi('SQLite', { homeserver: { url: homeserver.url } })
  const answers = await Promise.all([api.ask('GET', report), api.ask('GET', report)])
  assert.deepEqual(answers[0].json, answers[1].json)
  const looks = () => homeserver.asked.filter((one) => one.includes('/client/versions')).length
  assert.equal(looks(), 1)
  await api.ask('GET', report)
  assert.equal(looks(), 2)
})

test('the page asks a browser for the secret as a password, and the API takes none that way', async () => {
  await using api = await openApi()
  const { status, headers } = await api.ask('GET', page, { headers: { authorization: '' } })
  assert.deepEqual([status, headers.get('www-authenticate')], [401, 'Basic realm="latchkey"'])
  assert.equal((await api.ask('GET', page, { headers: basic('guess') })).status, 401)
  assert.equal((await api.ask('GET', report, { headers: basic(secret) })).status, 401)
  const shown = await api.ask('GET', page, { headers: basic(secret) })
  assert.equal(shown.status, 200)
  assert.match(shown.text, /<b class="error">error<\/b> <code>answers<\/code>/)
  assert.match(shown.text, /The homeserver does not answer \(ECONNREFUSED\)\./)
  assert.doesNotMatch(shown.text, /<script|style=/)
  const linked = { ...basic(secret), 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
  assert.equal((await api.ask('GET', page, { headers: linked })).status, 403)
})

test('without an admin secret nobody is examined', async () => {
  await using api = await openApi('SQLite', { admin: { secret: null } })
  for (const path of [report, page]) assert.equal((await api.ask('GET', path)).json.code, 'api_off')
})

test('the page is accessible, narrow and wide', needs('chromium'), async () => {
  const nowhere = 'http://127.0.0.1:9'
  const settings = { admin: { secret }, homeserver: { url: nowhere } }
  await using portal = await openPortal({ homeserverUrl: nowhere, settings })
  await using browser = await openBrowser()
  const httpCredentials = { username: 'ana', password: secret }
  const show = (shown: Page) => shown.goto(portal.privateUrl + page)
  await assertNarrowAndWide(browser, show, { httpCredentials })
})
