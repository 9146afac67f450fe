import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { freePort } from '../../tools/server.ts'
import { openOldPortal } from '../matrix-registration/old-portal.ts'
import { openBrowser } from '../support/browser.ts'
import { needs } from '../support/parts.ts'
import { openPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'
import { mePath, newVisitor } from '../support/visitor.ts'
import { statusFrom } from './person.ts'
import { webServers } from './web-server.ts'

const password = 'correct horse battery'
const hour = 3_600_000

/** A portal behind a web server; its public URLs begin with `site`. */
interface Front extends AsyncDisposable {
  site: string
  link: string
  wrongLink: string
}

/** A portal with our configuration, which allows three wrong codes. */
async function ownPortal(server: 'nginx' | 'caddy', file: string): Promise<Front> {
  const port = await freePort()
  const site = `http://127.0.0.1:${port}${file.includes('path') ? '/join' : ''}`
  await using open = new AsyncDisposableStack()
  const opened = openPortal({
    settings: {
      public: { url: site },
      proxies: { trusted: ['127.0.0.1'] },
      limits: { wrongCodes: { points: 3, per: hour } },
    },
  })
  const portal = open.use(await opened)
  open.use(await webServers[server].start({ file, port, portal: portal.url }))
  const { code } = await portal.invite()
  return {
    site,
    link: `${site}/i/${code}`,
    wrongLink: `${site}/i/nobody-made-this-one`,
    [Symbol.asyncDispose]: close(open.move()),
  }
}

/** matrix-registration's program, whose public URL isn't configured. */
async function oldPortal(server: 'nginx' | 'caddy', file: string): Promise<Front> {
  const port = await freePort()
  const base = file.includes('element') ? '' : '/matrix-registration'
  await using open = new AsyncDisposableStack()
  const opened = openOldPortal({
    keys: {
      base_url: base,
      ip_logging: true,
      latchkey: {
        proxies: { trusted: '127.0.0.1' },
        limits: { wrong_codes: '3 per hour' },
      },
    },
  })
  const portal = open.use(await opened)
  open.use(await webServers[server].start({ file, port, portal: portal.url }))
  const { json } = await portal.call('POST', '/api/token', { max_usage: 1 })
  const site = `http://127.0.0.1:${port}${base}`
  return {
    site,
    link: `${site}/register?token=${String(json['name'])}`,
    wrongLink: `${site}/register/i/NobodyMadeThis`,
    [Symbol.asyncDispose]: close(open.move()),
  }
}

const close = (open: AsyncDisposableStack) => () => open.disposeAsync()

/** Every URL of this site that a page loads or links to, as written. */
function linksOf(text: string): string[] {
  return [...text.matchAll(/(?:href|src|action)="(\/[^"]*)"/g)].map(([, link]) => link ?? '')
}

/** From the link to the welcome, without a browser. */
async function goThrough({ site, link }: Front): Promise<void> {
  const { origin, pathname } = new URL(site)
  const visitor = newVisitor(origin)
  const page = await visitor.get(link.slice(origin.length))
  assert.equal(page.status, 200, page.text)
  const links = linksOf(page.text)
  assert.ok(links.length >= 4)
  for (const one of links) {
    assert.ok(one.startsWith(pathname === '/' ? '/' : `${pathname}/`), one)
    assert.equal((await visitor.get(one)).status, 200, one)
  }
  const style = links.find((one) => one.includes('style')) ?? ''
  assert.match((await visitor.get(style)).headers.get('content-type') ?? '', /^text\/css/)
  const form = links.find((one) => one.endsWith('/account')) ?? ''
  const name = newName()
  const sent = await visitor.post(form, { name, password }, { origin })
  assert.equal(sent.status, 303, sent.text)
  const place = sent.headers.get('location') ?? ''
  assert.match(place.replace(form.replace(/\/i\/.*/, ''), ''), mePath)
  assert.ok((await visitor.get(place)).text.includes(name))
}

/** Only the visitor who guesses too often is limited, with any forwarding headers. */
async function guess({ wrongLink }: Front): Promise<void> {
  for (const expected of [404, 404, 404, 429]) {
    assert.equal(await statusFrom('127.0.0.2', wrongLink), expected)
  }
  const forged = { 'x-forwarded-for': '203.0.113.7' }
  assert.equal(await statusFrom('127.0.0.2', wrongLink, forged), 429)
  assert.equal(await statusFrom('127.0.0.3', wrongLink), 404)
}

const files = {
  nginx: [
    'own-host.conf',
    'path.conf',
    'path-stripped.conf',
    'matrix-registration.conf',
    'element.conf',
  ],
  caddy: ['own-host', 'path', 'path-stripped', 'matrix-registration', 'element'].map(
    (name) => `${name}.Caddyfile`,
  ),
}

const parts = { nginx: needs('synapse', 'nginx'), caddy: needs('synapse', 'caddy') }

for (const server of ['nginx', 'caddy'] as const) {
  const title = `behind ${webServers[server].name}, by the files in deploy/`
  describe(title, parts[server], () => {
    for (const name of files[server]) {
      const file = `deploy/${server}/${name}`
      const open = /matrix-registration|element/.test(name) ? oldPortal : ownPortal

      test(`${file}: links, styles and the form work, and the visitor’s own address counts`, async () => {
        await using front = await open(server, file)
        await goThrough(front)
        await guess(front)
      })
    }
  })
}

test('the old guide’s server block for Element works unchanged', parts.nginx, async () => {
  await using front = await oldPortal('nginx', 'test/deploy/old-guide/element.conf')
  await goThrough(front)
})

test(
  'pages work in a browser behind a web server that removes the path',
  needs('synapse', 'nginx', 'chromium'),
  async () => {
    await using front = await ownPortal('nginx', 'deploy/nginx/path-stripped.conf')
    await using browser = await openBrowser()
    const page = await browser.newPage()
    const failed: string[] = []
    page.on('response', (one) => void (one.status() >= 400 && failed.push(one.url())))
    await page.goto(front.link)
    await page.getByRole('link', { name: 'Create my account' }).click()
    await page.getByLabel('Name', { exact: true }).fill(newName())
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Create my account' }).click()
    await page.getByRole('heading', { level: 1, name: 'Welcome' }).waitFor()
    assert.match(page.url().replace(front.site, ''), mePath)
    assert.deepEqual(failed, [])
  },
)
