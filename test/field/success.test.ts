import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { chromium } from 'playwright-core'
import { settle } from '../../src/core/redemption/settle.ts'
import { waitFor } from '../../src/shared/wait.ts'
import { newAddress } from '../support/address.ts'
import { startGate } from '../support/gate.ts'
import { needs, programPath, synapse } from '../support/parts.ts'
import { openPortal } from '../support/portal.ts'
import { newName, registered } from '../support/synapse-client.ts'
import { newVisitor } from '../support/visitor.ts'

const password = 'correct horse battery'

/** A browser that keeps no cookie: it fills the form in as it stands, and follows what it is told. */
function withoutCookies(url: string) {
  const address = newAddress()
  const send = async (path: string, fields?: Record<string, string>) => {
    const response = await fetch(new URL(path, url), {
      headers: { 'x-forwarded-for': address },
      redirect: 'manual',
      ...(fields && { method: 'POST', body: new URLSearchParams(fields) }),
    })
    const { status, headers } = response
    return { status, headers, text: await response.text() }
  }
  const hiddenField = async (code: string) => {
    const { text } = await send(`/i/${code}/account`)
    return /name="attempt" value="([0-9a-z]{32})"/.exec(text)?.[1] ?? ''
  }
  return {
    get: (path: string) => send(path),
    /** The page that an answer leads to: the page of the account, and nothing else. */
    follow: async ({ status, headers }: Pick<Response, 'status' | 'headers'>) => {
      assert.equal(status, 303)
      const [, path = ''] = /^(\/me\/[0-9a-z]{52})$/.exec(headers.get('location') ?? '') ?? []
      return send(path)
    },
    hiddenField,
    join: async (code: string, name: string, attempt?: string) =>
      send(`/i/${code}/account`, {
        name,
        password,
        attempt: attempt ?? (await hiddenField(code)),
      }),
  }
}

/** Chromium with all cookies blocked, as people set it. The caller closes it. */
async function openWithoutCookies(folder: string) {
  const preferences = { profile: { default_content_setting_values: { cookies: 2 } } }
  await mkdir(join(folder, 'Default'))
  await writeFile(join(folder, 'Default', 'Preferences'), JSON.stringify(preferences))
  return chromium.launchPersistentContext(folder, {
    executablePath: programPath('chromium'),
    javaScriptEnabled: false,
    chromiumSandbox: process.getuid?.() !== 0,
  })
}

describe('what a person must know after success is in the answer', needs('synapse'), () => {
  test('without cookies the form leads to the address and the way in', async () => {
    await using portal = await openPortal()
    const { code } = await portal.invite()
    const visitor = withoutCookies(portal.url)
    const name = newName()
    const attempt = await visitor.hiddenField(code)
    const answer = await visitor.follow(await visitor.join(code, name, attempt))
    assert.equal(answer.status, 200)
    assert.ok(answer.text.includes(`@${name}:${synapse().serverName}`))
    // A second press of the same form is the same person.
    const again = await visitor.follow(await visitor.join(code, name, attempt))
    assert.equal(again.status, 200)
    assert.ok(again.text.includes(`@${name}:${synapse().serverName}`))
  })

  test('without cookies the answer can be read in another language', async () => {
    await using portal = await openPortal()
    const { code } = await portal.invite()
    const visitor = withoutCookies(portal.url)
    const name = newName()
    const answer = await visitor.join(code, name)
    const { text } = await visitor.follow(answer)
    const [, link = ''] = /href="(\?[^"]+)" lang="de"/.exec(text) ?? []
    const german = await visitor.get((answer.headers.get('location') ?? '') + link)
    assert.equal(german.status, 200)
    assert.match(german.text, /<html lang="de"/)
    assert.ok(german.text.includes(`@${name}:${synapse().serverName}`))
  })

  test('what posts without the form, as scripts do, is redirected to what needs no cookie', async () => {
    await using portal = await openPortal()
    const { code } = await portal.invite()
    const visitor = withoutCookies(portal.url)
    const name = newName()
    const { status, headers } = await visitor.join(code, name, '')
    assert.equal(status, 303)
    const answer = await visitor.get(headers.get('location') ?? '')
    assert.equal(answer.status, 200)
    assert.ok(answer.text.includes(`@${name}:${synapse().serverName}`))
  })

  test('no page shows the key that a cookie keeps', async () => {
    await using portal = await openPortal()
    const { code } = await portal.invite()
    const visitor = newVisitor(portal.url)
    const first = await visitor.get(`/i/${code}/account`)
    const [, key = ''] =
      /latchkey_attempt=([^;]*)/.exec(first.headers.get('set-cookie') ?? '') ?? []
    assert.match(key, /^[0-9a-z]{32}$/)
    assert.ok(!first.text.includes(key))
    const second = await visitor.get(`/i/${code}/account`)
    assert.doesNotMatch(second.text, /name="attempt"/)
  })

  test('without cookies the next form of a shared device is the next person’s', async () => {
    await using portal = await openPortal()
    const { code } = await portal.invite({ uses: 2 })
    const tablet = withoutCookies(portal.url)
    for (const name of [newName(), newName()]) {
      const { text } = await tablet.follow(await tablet.join(code, name))
      assert.ok(text.includes(`@${name}:${synapse().serverName}`))
    }
  })

  test('without cookies whoever had to wait ends at their address, too', async () => {
    await using gate = await startGate(synapse().url, { closed: true })
    await using portal = await openPortal({ homeserverUrl: gate.url })
    const { code } = await portal.invite()
    const visitor = withoutCookies(portal.url)
    const name = newName()
    const ticket = (await visitor.join(code, name)).headers.get('location') ?? ''
    const waiting = await visitor.get(ticket)
    assert.equal(waiting.status, 200)
    assert.ok(waiting.headers.has('refresh'))
    gate.open()
    const answer = await waitFor(20_000, async () => {
      const now = await visitor.get(ticket)
      return now.headers.has('refresh') ? undefined : visitor.follow(now)
    })
    assert.equal(answer?.status, 200)
    assert.ok(answer?.text.includes(`@${name}:${synapse().serverName}`))
    // Another process, or a look back, finds it in the database.
    const later = await visitor.follow(await visitor.get(ticket))
    assert.ok(later.text.includes(`@${name}:${synapse().serverName}`))
  })

  test('where nobody is recognised, what is taken may be theirs', async () => {
    await using portal = await openPortal()
    const [used, open] = [await portal.invite(), await portal.invite()]
    const visitor = withoutCookies(portal.url)
    const name = newName()
    await visitor.join(used.code, name)
    for (const { text } of [
      await visitor.get(`/i/${used.code}`),
      await visitor.join(open.code, name),
    ]) {
      assert.match(text, /Was it you\? Then your account is there/)
    }
  })

  for (const keeps of [true, false]) {
    test(`an undecided account is waited for, and never an error (${keeps ? 'with' : 'without'} cookies)`, async () => {
      await using gate = await startGate(synapse().url, { closed: true })
      const now = { ahead: 0 }
      await using portal = await openPortal({
        homeserverUrl: gate.url,
        settings: { homeserver: { timeout: 500 } },
        clock: () => Date.now() + now.ahead,
      })
      const { code } = await portal.invite()
      const visitor = keeps ? newVisitor(portal.url) : withoutCookies(portal.url)
      await visitor.get(`/i/${code}/account`)
      const name = newName()
      const pressed =
        'press' in visitor
          ? await visitor.press(`/i/${code}/account`, { name, password })
          : await visitor.join(code, name)
      const ticket = pressed.headers.get('location') ?? ''
      await waitFor(20_000, async () => {
        const { text } = await visitor.get(ticket)
        return /still finding out/.test(text) || undefined
      })
      const waiting = await visitor.get(ticket)
      assert.equal(waiting.status, 200)
      assert.match(waiting.text, /still finding out/)
      assert.ok(waiting.headers.has('refresh'))
      gate.open()
      await waitFor(20_000, async () => (await registered(synapse(), name)) || undefined)
      now.ahead += portal.app.config.homeserver.settleAfter
      const open = await visitor.get(ticket)
      assert.equal(open.status, 200)
      assert.match(open.text, /ask the person who invited you/)
      await settle(portal.app)
      const answer = await visitor.get(ticket)
      assert.equal(answer.status, 303)
      const page = await visitor.get(answer.headers.get('location') ?? '')
      assert.ok(page.text.includes(`@${name}:${synapse().serverName}`))
    })
  }
})

describe('a browser that blocks cookies', needs('synapse', 'chromium'), () => {
  test('from the link to the address and the way in, without cookies and JavaScript', async () => {
    await using portal = await openPortal()
    const { code } = await portal.invite()
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-'))
    const browser = await openWithoutCookies(folder)
    try {
      const page = await browser.newPage()
      const name = newName()
      await page.goto(`${portal.url}/i/${code}/account`)
      assert.deepEqual(await browser.cookies(), [])
      await page.getByLabel('Name', { exact: true }).fill(name)
      await page.getByLabel('Password', { exact: true }).fill(password)
      await page.getByLabel('once more').fill(password)
      await page.getByRole('button', { name: 'Create my account' }).click()
      await page.getByRole('heading', { level: 1, name: 'Welcome' }).waitFor()
      const said = await page.getByRole('main').innerText()
      assert.ok(said.includes(`@${name}:${synapse().serverName}`))
      assert.deepEqual(await browser.cookies(), [])
    } finally {
      await browser.close()
      await rm(folder, { recursive: true })
    }
  })
})
