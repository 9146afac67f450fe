import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openStandIns } from '../homeservers/mas-stand-in.ts'
import { newAddress } from '../support/address.ts'
import { openPortal } from '../support/portal.ts'

const tokenState = 'GET /api/admin/v1/user-registration-tokens/01M80PTXF95VZ6PH4WND3063AC'

async function open() {
  const { mas, given, close } = await openStandIns('mas-token')
  mas.answer('reg token named')
  const portal = await openPortal({ settings: { homeserver: given.homeserver, mas: given.mas } })
  return {
    mas,
    portal,
    [Symbol.asyncDispose]: async () => {
      await portal[Symbol.asyncDispose]()
      await close()
    },
  }
}

/** A browser that keeps no cookie. */
function browserAt(url: string) {
  const headers = { 'x-forwarded-for': newAddress() }
  return async (path: string, fields?: Record<string, string>) => {
    const sent = fields && { method: 'POST', body: new URLSearchParams(fields) }
    const reply = await fetch(new URL(path, url), { ...sent, headers, redirect: 'manual' })
    return { status: reply.status, headers: reply.headers, text: await reply.text() }
  }
}

test('without cookies people finish at MAS, and their page finds out and reads in their language', async () => {
  await using it = await open()
  const { code } = await it.portal.invite()
  const browse = browserAt(it.portal.url)
  const form = await browse(`/i/${code}/account`)
  const attempt = /name="attempt" value="([^"]+)"/.exec(form.text)?.[1] ?? ''
  const step = await browse(`/i/${code}/account`, { name: 'alice', attempt })
  assert.equal(step.status, 200)
  assert.match(step.text, /One more step/)
  const linkTo = (pattern: RegExp) => (pattern.exec(step.text)?.[1] ?? '').replaceAll('&amp;', '&')
  const done = await browse(linkTo(/href="([^"]+)">I’m done/))
  assert.match(done.text, /doesn’t know of your account yet/)
  const german = await browse(linkTo(/href="([^"]+)" lang="de"/))
  assert.match(german.text, /<html lang="de"/)
  it.mas.answerAt(tokenState, 'reg token get', ['"times_used": 0', '"times_used": 1'])
  const [, next = ''] = /^\d+; url=(.+)$/.exec(german.headers.get('refresh') ?? '') ?? []
  const welcome = await browse(next)
  assert.match(welcome.text, /<html lang="de"/)
  assert.match(welcome.text, /@alice/)
  assert.doesNotMatch(welcome.text, /invite-1/)
})
