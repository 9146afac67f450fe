import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { needs, synapse } from '../support/parts.ts'
import { newFolder } from '../support/portero.ts'
import { login, newName } from '../support/synapse-client.ts'
import { newVisitor } from '../support/visitor.ts'
import { callApi, deafServer, type OldPortal, openOldPortal } from './old-portal.ts'

const password = 'verysecure1'

/** Posts the form as scripts do. */
async function post(
  { url }: Pick<OldPortal, 'url'>,
  fields: Record<string, string>,
  { path = '/register', headers = {} }: { path?: string; headers?: Record<string, string> } = {},
) {
  const body = new URLSearchParams({ password, confirm: password, ...fields })
  const reply = await fetch(url + path, { method: 'POST', body, headers })
  const json: Record<string, unknown> = JSON.parse(await reply.text())
  return { status: reply.status, headers: reply.headers, json }
}

async function mint(portal: OldPortal, body: unknown = {}): Promise<string> {
  return String((await portal.call('POST', '/api/token', body)).json['name'])
}

/** The headers of a trusted web server for a visitor of this host. */
const through = (host: string) => ({
  'x-forwarded-for': '198.51.100.9',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': host,
})

const as = (visitor: string) => ({ headers: { 'x-forwarded-for': visitor } })

describe('matrix-registration', needs('synapse'), () => {
  test('somebody with an old link gets an account through our pages, and can sign in at the homeserver', async () => {
    const tokens = [['DoubleWizardSki', null, 1, 0, 0] as const]
    await using portal = await openOldPortal({ tokens, keys: { base_url: '/element' } })
    const visitor = newVisitor(portal.url)
    const page = await visitor.get('/element/register?token=DoubleWizardSki&lang=de')
    assert.equal(page.status, 200)
    const links = [...page.text.matchAll(/(?:href|src|action)="([^"]*)"/g)].map(
      ([, link]) => link ?? '',
    )
    const own = links.filter((link) => !/^(https?:|#|mailto:|\?)/.test(link))
    assert.ok(own.length > 3)
    for (const link of own) assert.match(link, /^\/element\/register\//)
    const name = newName()
    const path = '/element/register/i/DoubleWizardSki/account'
    assert.equal((await visitor.get(path)).status, 200)
    const done = await visitor.post(path, { name, password }, { origin: portal.url })
    assert.equal(done.status, 303, done.text)
    const welcome = await visitor.get(done.headers.get('location') ?? '')
    assert.ok(welcome.text.includes(name))
    assert.equal(await login(synapse().url, name, password), `@${name}:${synapse().serverName}`)
    const { json } = await portal.call('GET', '/element/api/token/DoubleWizardSki')
    assert.deepEqual([json['used'], json['active']], [1, false])
  })

  test('the links to other languages keep the token, also of an invitation that is over', async () => {
    const tokens = [['DoubleWizardSki', null, 1, 0, 0] as const, ['UsedUp', null, 1, 1, 0] as const]
    await using portal = await openOldPortal({ tokens })
    const visitor = newVisitor(portal.url)
    for (const [token] of tokens) {
      const { text } = await visitor.get(`/register?token=${token}`)
      const links = [...text.matchAll(/href="([^"]*\blang=[^"]*)"/g)].map(([, link]) => link)
      assert.ok(links.length > 3)
      for (const link of links) assert.ok(link?.startsWith(`?token=${token}&amp;lang=`), link)
    }
  })

  test('a script that posts the form gets JSON, with base_url before the path and without', async () => {
    await using portal = await openOldPortal({ keys: { base_url: '/element/' } })
    const token = await mint(portal)
    for (const path of ['/register', '/element/register']) {
      const username = newName()
      const { status, json } = await post(portal, { username, token }, { path })
      assert.equal(status, 200)
      const user = `@${username}:${synapse().serverName}`
      assert.deepEqual(Object.keys(json), ['home_server', 'status', 'status_code', 'user_id'])
      assert.equal(json['user_id'], user)
      assert.equal(await login(synapse().url, username, password), user)
    }
  })

  test('pages that could not be opened once are opened by the next request', async () => {
    const cwd = newFolder()
    const picture = join(cwd, 'garden.svg')
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"></svg>'
    writeFileSync(picture, svg)
    await using portal = await openOldPortal({
      cwd,
      keys: { latchkey: { community: { picture }, proxies: { trusted: ['127.0.0.1'] } } },
    })
    const headers = through('chat.example.org')
    const status = async () => (await fetch(`${portal.url}/register`, { headers })).status
    writeFileSync(picture, 'no picture')
    assert.equal(await status(), 500)
    writeFileSync(picture, svg)
    assert.equal(await status(), 200)
  })

  test('only the URLs that guides forward exist, and no other URL of a portal', async () => {
    await using portal = await openOldPortal()
    for (const path of [
      '/',
      '/i',
      '/i/X',
      '/welcome',
      '/robots.txt',
      '/api/v1/invites',
      '/metrics',
      '/ready',
    ]) {
      const reply = await fetch(portal.url + path)
      await reply.body?.cancel()
      assert.equal(reply.status, 404, path)
    }
  })

  test('a link with a used-up token opens a page that says so, with status 200 for scripts as before', async () => {
    await using portal = await openOldPortal()
    const token = await mint(portal, { expiration_date: '2020-01-01' })
    for (const query of [`?token=${token}`, '?token=NoSuch', '', '?token=']) {
      const reply = await fetch(`${portal.url}/register${query}`)
      assert.equal(reply.status, 200, query)
      assert.match(reply.headers.get('content-type') ?? '', /^text\/html/)
      await reply.body?.cancel()
    }
  })

  test('a form from another site is refused, and our own is accepted behind any TLS proxy', async () => {
    await using portal = await openOldPortal()
    const token = await mint(portal)
    const path = `/register/i/${token}/account`
    const send = (headers: Record<string, string>) =>
      newVisitor(portal.url).post(path, { name: newName(), password }, headers)
    const host = 'chat.example.org'
    const passedOn = { host, 'x-forwarded-host': host }
    assert.equal((await send({ ...passedOn, origin: `https://${host}` })).status, 303)
    assert.equal((await send({ ...passedOn, origin: 'https://evil.example' })).status, 403)
    assert.equal((await send({ 'sec-fetch-site': 'cross-site' })).status, 403)
    // The old guide's nginx forwards no host name.
    assert.equal((await send({ origin: `https://${host}` })).status, 303)
  })

  test('with allow_cors other sites may post the form and read the answer, and never use the API', async () => {
    await using portal = await openOldPortal({ keys: { allow_cors: true } })
    const origin = 'https://skin.example'
    const username = newName()
    const answers = [
      await post(portal, { username, token: await mint(portal) }, { headers: { origin } }),
      await post(portal, { username, token: 'NoSuch' }, { headers: { origin } }),
    ]
    assert.deepEqual(
      answers.map(({ status, headers }) => [status, headers.get('access-control-allow-origin')]),
      [
        [200, '*'],
        [400, '*'],
      ],
    )
    const options = await fetch(`${portal.url}/register`, {
      method: 'OPTIONS',
      headers: { origin },
    })
    assert.equal(options.headers.get('access-control-allow-origin'), '*')
    assert.match(options.headers.get('access-control-allow-methods') ?? '', /POST/)
    for (const path of ['/token', '/api/token', '/api/version']) {
      const { headers } = await portal.call('GET', path)
      assert.equal(headers.get('access-control-allow-origin'), null)
    }
  })

  test('with ip_logging every registration stores the address, otherwise none does', async () => {
    for (const logs of [true, false]) {
      await using portal = await openOldPortal({ keys: { ip_logging: logs } })
      const token = await mint(portal)
      const headers = { 'x-forwarded-for': '198.51.100.9' }
      assert.equal((await post(portal, { username: newName(), token }, { headers })).status, 200)
      const path = `/register/i/${token}/account`
      const joined = await newVisitor(portal.url).post(path, { name: newName(), password }, headers)
      assert.equal(joined.status, 303, joined.text)
      const { json } = await portal.call('GET', `/api/token/${token}`)
      assert.deepEqual(json['ips'], logs ? ['198.51.100.9', '198.51.100.9'] : [])
      const list = await portal.call('GET', '/api/token')
      assert.equal(JSON.stringify(list.json).includes('198.51.100.9'), logs)
    }
  })

  test('wrong tokens are limited by the strictest rate up to an hour, and don’t count as accounts', async () => {
    await using portal = await openOldPortal({
      keys: { rate_limit: ['100 per day', '3 per minute'] },
    })
    const token = await mint(portal)
    const statuses = []
    for (let times = 0; times < 4; times++) {
      statuses.push((await post(portal, { username: newName(), token: 'NoSuch' })).status)
    }
    assert.deepEqual(statuses, [400, 400, 400, 429])
    const headers = { 'x-forwarded-for': '198.51.100.9' }
    assert.equal((await post(portal, { username: newName(), token }, { headers })).status, 200)
  })

  test('rate_limit caps the accounts of a visitor, by script and pages together', async () => {
    await using portal = await openOldPortal({ keys: { rate_limit: ['2 per day', '10 per hour'] } })
    const token = await mint(portal)
    const ask = (visitor: string) => post(portal, { username: newName(), token }, as(visitor))
    assert.equal((await ask('198.51.100.1')).status, 200)
    const path = `/register/i/${token}/account`
    const joined = await newVisitor(portal.url).post(
      path,
      { name: newName(), password },
      as('198.51.100.1').headers,
    )
    assert.equal(joined.status, 303)
    const refused = await ask('198.51.100.1')
    assert.equal(refused.status, 429)
    assert.ok(Number(refused.headers.get('retry-after')) > 80_000)
    assert.equal((await ask('198.51.100.2')).status, 200)
    const page = await newVisitor(portal.url).get(path, as('198.51.100.1').headers)
    assert.equal(page.status, 200)
  })

  test('a web server that is not trusted yet is never limited for longer than an hour', async () => {
    const latchkey = { proxies: { trusted: '10.9.9.9' } }
    await using portal = await openOldPortal({ keys: { rate_limit: ['1 per day'], latchkey } })
    const token = await mint(portal)
    for (let times = 0; times < 3; times++) {
      assert.equal((await post(portal, { username: newName(), token })).status, 200)
    }
    const statuses = new Set<number>()
    for (let times = 0; times < 101; times++) {
      statuses.add((await post(portal, { username: newName(), token: `No${times}` })).status)
    }
    assert.deepEqual([...statuses], [400, 429])
    const last = await post(portal, { username: newName(), token: 'NoMore' })
    assert.ok(Number(last.headers.get('retry-after')) <= 3600)
    assert.equal((await portal.call('GET', '/api/token')).status, 200)
  })

  test('a QR code has the address that a trusted web server names in this request; without one there is no code', async () => {
    await using portal = await openOldPortal()
    const token = await mint(portal)
    const qr = `/register/i/${token}/qr.svg`
    const none: Record<string, string>[] = [
      {},
      through('127.0.0.1:5000'),
      through('portal:5000'),
      { host: 'evil.example' },
    ]
    const visitor = newVisitor(portal.url)
    const good = await visitor.get(qr, through('chat.example.org'))
    assert.equal(good.status, 200)
    assert.equal((await visitor.get(qr, through('chat.example.org'))).text, good.text)
    assert.notEqual((await visitor.get(qr, through('other.example.org'))).text, good.text)
    for (const headers of none) {
      assert.equal((await visitor.get(qr, headers)).status, 404)
      const page = await visitor.get(`/register?token=${token}`, headers)
      assert.doesNotMatch(page.text, /qr\.svg/)
    }
    const page = await visitor.get(`/register?token=${token}`, through('chat.example.org'))
    assert.match(page.text, /qr\.svg/)
  })

  test('wrong secrets have a separate limit, and the right one then has to wait', async () => {
    await using portal = await openOldPortal({ keys: { rate_limit: '3/minute' } })
    const wrong = () => callApi(portal.url, 'GET', '/token', undefined, 'SharedSecret nope')
    for (let times = 0; times < 3; times++) assert.equal((await wrong()).status, 401)
    const reply = await portal.call('GET', '/token')
    assert.equal(reply.status, 429)
    assert.equal(reply.json['errcode'], 'M_LIMIT_EXCEEDED')
    assert.ok(Number(reply.headers.get('retry-after')) > 0)
  })

  test('the secret of the sample file is refused, and the log warns of it', async () => {
    await using portal = await openOldPortal({
      keys: { admin_api_shared_secret: 'APIAdminPassword' },
    })
    for (const authorization of ['SharedSecret APIAdminPassword', 'Bearer APIAdminPassword']) {
      for (const path of ['/token', '/api/token', '/_synapse/admin/v1/registration_tokens']) {
        const reply = await callApi(portal.url, 'GET', path, undefined, authorization)
        assert.equal(reply.status, 401)
      }
    }
    assert.match(portal.logged(), /THE API IS OFF/)
  })

  test('patterns for names apply to scripts and pages', async () => {
    const username = { validation_regex: ['^[a-z]+\\d{2,}'], invalidation_regex: ['^admin'] }
    await using portal = await openOldPortal({ keys: { username } })
    const token = await mint(portal)
    const missed = await post(portal, { username: 'abc', token })
    assert.deepEqual(missed.json['error'], {
      username: ['Username does not follow custom pattern /^[a-z]+\\d{2,}/'],
    })
    const met = await post(portal, { username: 'admin22', token })
    assert.deepEqual(met.json['error'], {
      username: ['Username must not follow custom pattern /^admin/'],
    })
    const path = `/register/i/${token}/account`
    for (const name of ['abc', 'admin22']) {
      assert.equal((await newVisitor(portal.url).post(path, { name, password })).status, 422)
    }
    const name = `${newName().replaceAll(/\d/g, 'q')}42`
    assert.equal((await newVisitor(portal.url).post(path, { name, password })).status, 303)
  })

  test('a homeserver that closes the connection costs no use, and the script gets a JSON error', async () => {
    await using deaf = await deafServer()
    await using portal = await openOldPortal({ keys: { server_location: deaf.url } })
    const token = await mint(portal, { max_usage: 1 })
    const { status, json } = await post(portal, { username: newName(), token })
    assert.equal(status, 500)
    assert.equal(json['errcode'], 'M_UNKNOWN')
    const after = await portal.call('GET', `/api/token/${token}`)
    assert.deepEqual([after.json['used'], after.json['active']], [0, true])
  })

  test('the log has the public address once a web server names it', async () => {
    await using portal = await openOldPortal()
    const headers = {
      'x-forwarded-for': '198.51.100.9',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'chat.example.org',
    }
    const token = await mint(portal)
    for (let times = 0; times < 2; times++) {
      const page = await fetch(`${portal.url}/register?token=${token}`, { headers })
      assert.match(page.headers.get('set-cookie') ?? 'Secure', /Secure/)
      await page.body?.cancel()
    }
    assert.equal(portal.logged().match(/https:\/\/chat\.example\.org\/register/g)?.length, 1)
    assert.match(portal.logged(), /public\.url below latchkey/)
  })

  test('a web server that is not trusted is logged once', async () => {
    const keys = { latchkey: { proxies: { trusted: '10.9.9.9' }, public: { url: '' } } }
    await using portal = await openOldPortal({
      keys: { latchkey: { proxies: keys.latchkey.proxies } },
    })
    for (let times = 0; times < 2; times++) {
      const page = await fetch(`${portal.url}/register`, {
        headers: { 'x-forwarded-for': '1.2.3.4' },
      })
      await page.body?.cancel()
    }
    assert.equal(portal.logged().match(/forwards visitors but is not trusted/g)?.length, 1)
  })

  test('the picture of client_logo is at the URL that other people’s pages use', async () => {
    const cwd = newFolder()
    writeFileSync(join(cwd, 'logo.png'), 'GIF89a, a picture')
    await using portal = await openOldPortal({ cwd, keys: { client_logo: '{cwd}logo.png' } })
    const logo = await fetch(`${portal.url}/static/replace/images/element-logo.png`)
    assert.deepEqual([logo.status, logo.headers.get('content-type')], [200, 'image/gif'])
    assert.equal(await logo.text(), 'GIF89a, a picture')
    // A file that replaces it later, and is no picture, isn't served.
    writeFileSync(join(cwd, 'logo.png'), 'root:x:0:0')
    assert.equal((await fetch(logo.url)).status, 404)
    await using plain = await openOldPortal()
    const none = await fetch(`${plain.url}/static/replace/images/element-logo.png`)
    await none.body?.cancel()
    assert.equal(none.status, 404)
  })

  test('a start reports that the old program has run since', async () => {
    const cwd = newFolder()
    const first = await openOldPortal({ cwd, tokens: [['Five', null, 5, 3, 0]] })
    assert.match(first.logged(), /Took over 1 tokens/)
    await first.stop()
    using old = new DatabaseSync(join(cwd, 'db.sqlite3'))
    old.exec(`update tokens set used = 4; insert into tokens values ('New', null, 1, 0, 0)`)
    await using second = await openOldPortal({ cwd })
    assert.match(second.logged(), /has run on .*db\.sqlite3 since it was taken over: 2 tokens/)
  })

  test('a limit below the uses so far is refused, and a token can be ended and reopened', async () => {
    await using portal = await openOldPortal({ tokens: [['Five', null, 5, 3, 0]] })
    const change = async (body: unknown) =>
      (await portal.call('PATCH', '/api/token/Five', body)).status
    assert.equal(await change({ max_usage: 2 }), 409)
    assert.equal(await change({ expiration_date: '2020-01-01' }), 200)
    assert.equal((await portal.call('GET', '/token/Five')).json['valid'], false)
    assert.equal(await change({ expiration_date: null, disabled: true }), 200)
    assert.equal(await change({ disabled: false }), 200)
    assert.equal((await portal.call('GET', '/token/Five')).json['valid'], true)
    assert.deepEqual((await portal.call('DELETE', '/api/token/Five')).json, { success: 'true' })
    assert.equal((await portal.call('DELETE', '/api/token/Five')).status, 404)
  })

  test('the log goes to the file of logging, is rotated, and contains no token', async () => {
    const handler = { class: 'logging.handlers.RotatingFileHandler', level: 'DEBUG' }
    const file = { ...handler, filename: 'm_reg.log', maxBytes: 2_000, backupCount: 2 }
    const logging = { version: 1, root: { level: 'DEBUG', handlers: ['file'] }, handlers: { file } }
    const cwd = newFolder()
    const portal = await openOldPortal({ cwd, keys: { logging } })
    const token = await mint(portal)
    for (let times = 0; times < 30; times++) {
      await (await fetch(`${portal.url}/register?token=${token}`)).body?.cancel()
    }
    assert.equal(await portal.stop(), 0)
    assert.equal(portal.logged(), '')
    const logs = ['m_reg.log', 'm_reg.log.1', 'm_reg.log.2'].map((name) =>
      readFileSync(join(cwd, name), 'utf8'),
    )
    for (const text of logs) assert.ok(text.length <= 2_000 && !text.includes(token))
  })
})
