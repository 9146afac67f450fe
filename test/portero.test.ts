import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, statSync, symlinkSync } from 'node:fs'
import { createServer, request as forward } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { describe, test } from 'node:test'
import { leash } from '../tools/leash.ts'
import { commandEnvironment } from './support/environment.ts'
import { needs, synapse } from './support/parts.ts'
import { newFolder, openPortero, start, writeConf } from './support/portero.ts'
import { login, newName } from './support/synapse-client.ts'
import { newVisitor, mePath } from './support/visitor.ts'

const password = 'correct horse battery'

function userId(name: string): string {
  return `@${name}:${synapse().serverName}`
}

describe("portero's users", needs('synapse'), () => {
  test('a link leads to an account that signs in, and then to matrix.publicURL', async () => {
    await using portero = await openPortero()
    const token = await portero.mint()
    const visitor = newVisitor(portero.publicUrl)
    const invitation = await visitor.get(`/signup/?token=${token}`)
    assert.equal(invitation.status, 200)
    assert.match(invitation.text, /chat\.example\.com/)
    assert.ok(invitation.text.includes(`href="?token=${token}&amp;lang=en"`))
    const [, account = ''] = /href="(\/i\/\w+\/account)"/.exec(invitation.text) ?? []
    assert.match((await visitor.get(account)).text, /minlength="8"/)
    const name = newName()
    const made = await visitor.post(account, { name, password })
    assert.match(made.headers.get('location') ?? '', mePath)
    const welcome = await visitor.welcome()
    assert.ok(welcome.text.includes(userId(name)))
    assert.match(welcome.text, /class="button main" href="https:\/\/chat\.example\.com"/)
    assert.equal(await login(synapse().url, name, password), userId(name))
    assert.match((await newVisitor(portero.publicUrl).get(`/signup/?token=${token}`)).text, /used/)
  })

  test('a form that was opened before the change creates one account', async () => {
    await using portero = await openPortero()
    const visitor = newVisitor(portero.publicUrl)
    const name = newName()
    const fields = {
      token: await portero.mint(),
      user_name: name,
      password,
      password_confirm: password,
    }
    const foreign = { origin: 'https://evil.example' }
    assert.equal((await visitor.post('/signup-complete/', fields, foreign)).status, 403)
    const short = { ...fields, password: 'short', password_confirm: 'short' }
    assert.equal((await visitor.post('/signup-complete/', short)).status, 400)
    const made = await visitor.post('/signup-complete/', fields)
    assert.equal(made.status, 200)
    assert.ok(made.text.includes(userId(name)))
    assert.equal(await login(synapse().url, name, password), userId(name))
    const again = await newVisitor(portero.publicUrl).post('/signup-complete/', {
      ...fields,
      user_name: newName(),
    })
    assert.equal(again.status, 400)
    const large = { ...fields, email: 'x'.repeat(70_000) }
    assert.equal((await visitor.post('/signup-complete/', large)).status, 413)
  })

  test('links survive a restart; a link from before the change gets a page with the reason', async () => {
    const first = await openPortero()
    const token = await first.mint()
    await first.stop()
    await using portero = await openPortero({ cwd: first.cwd })
    const visitor = newVisitor(portero.publicUrl)
    assert.equal((await visitor.get(`/signup/?token=${token}`)).status, 200)
    const lost = await visitor.get(`/signup/?token=${'4d'.repeat(32)}`)
    assert.equal(lost.status, 404)
    assert.match(lost.text, /This link is out of date/)
    const mistyped = await visitor.get('/signup/?token=4d4d')
    assert.equal(mistyped.status, 404)
    assert.doesNotMatch(mistyped.text, /This link is out of date/)
  })

  test('a path in server.publicURL works, whether the proxy strips it or not', async () => {
    await using portero = await openPortero({
      added: ['server.publicURL = http://127.0.0.1:1/join'],
    })
    const invite = ['invite', '--configuration-file', 'server.conf']
    const { stdout } = await start('portero', invite, { cwd: portero.cwd }).finished
    const [, token = ''] =
      /^http:\/\/127\.0\.0\.1:1\/join\/signup\/\?token=(\w{64})\r\n/.exec(stdout) ?? []
    const visitor = newVisitor(portero.publicUrl)
    for (const path of ['/join/signup/', '/signup/']) {
      const page = await visitor.get(`${path}?token=${token}`)
      assert.ok(page.text.includes(`href="/join/i/${token}/account"`))
    }
    const redirect = await visitor.get(`/join/signup?token=${token}`)
    assert.equal(redirect.headers.get('location'), `http://127.0.0.1:1/join/signup/?token=${token}`)
  })

  test('invitations are kept in STATE_DIRECTORY, readable by the owner only, which is logged', async () => {
    const state = join(newFolder(), 'state')
    mkdirSync(state)
    await using portero = await openPortero({ env: { STATE_DIRECTORY: state } })
    const file = join(state, 'server.latchkey.db')
    assert.equal(statSync(file).mode & 0o777, 0o600)
    assert.ok(portero.stderr().includes(`INFO latchkey: invitations are kept in ${file}\n`))
  })

  test('the homeserver’s name is optional, and stored after the first account', async () => {
    await using homeserver = await withoutFederation()
    const added = [`matrix.adminURL = ${homeserver.url}/`]
    const first = await openPortero({ added })
    const visitor = newVisitor(first.publicUrl)
    const token = await first.mint()
    for (const path of [`/signup/?token=${token}`, `/i/${token}/account`]) {
      const page = await visitor.get(path)
      assert.equal(page.status, 200)
      assert.ok(!page.text.includes(synapse().serverName))
      assert.doesNotMatch(page.text, />:</)
    }
    const name = newName()
    await visitor.post(`/i/${token}/account`, { name, password })
    assert.ok((await visitor.welcome()).text.includes(userId(name)))
    await first.stop()
    await using again = await openPortero({ added, cwd: first.cwd })
    const form = await visitorOf(again.publicUrl, `/i/${await again.mint()}/account`)
    assert.ok(form.includes(`:${synapse().serverName}<`))
  })

  test('no log level contains a token, a password or the secret', async () => {
    await using portero = await openPortero({ program: 'latchkey' })
    const token = await portero.mint()
    const fields = { token, user_name: newName(), password, password_confirm: password }
    await newVisitor(portero.publicUrl).post('/signup-complete/', fields)
    const { stderr } = await portero.stop('SIGINT')
    assert.match(stderr, /^INFO latchkey: Somebody joined \{/m)
    for (const secret of [token, password, synapse().sharedSecret]) {
      assert.ok(!stderr.includes(secret))
    }
  })
})

async function visitorOf(url: string, path: string): Promise<string> {
  return (await newVisitor(url).get(path)).text
}

/** The real homeserver behind a proxy that doesn't forward federation, a common setup. */
async function withoutFederation() {
  const server = createServer((incoming, outgoing) => {
    const { method, url = '', headers } = incoming
    if (url.startsWith('/_matrix/key/')) return void outgoing.writeHead(404).end()
    const passed = forward(synapse().url + url, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    incoming.pipe(passed)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

describe("portero's operators", needs('synapse'), () => {
  test('latchkey takes the file under each name of the option and creates links as portero did', async () => {
    await using portero = await openPortero({ program: 'latchkey' })
    const { cwd } = portero
    const env = { LATCHKEY_CONFIG: 'server.conf' }
    for (const args of [
      ['invite', '--configuration-file', 'server.conf'],
      ['--config', 'server.conf', 'invite'],
      ['invite', '--config-path=server.conf', '--verbose', 'error'],
      ['invite'],
    ]) {
      const { status, stdout } = await start('latchkey', args, { cwd, env }).finished
      assert.equal(status, 0)
      assert.match(stdout, /^https:\/\/invite\.example\.com\/signup\/\?token=\w{64}\r\n\r\nThe tok/)
    }
    const list = ['invites', 'list', '--config-path', 'server.conf', '--json']
    const { stdout } = await start('latchkey', list, { cwd }).finished
    assert.equal(JSON.parse(stdout).length, 4)
  })

  test('latchkey serve opens the same portal on the same file', async () => {
    const first = await openPortero()
    const token = await first.mint()
    await first.stop()
    const { publicUrl, privateUrl, cwd } = first
    const serving = start('latchkey', ['serve', '--config', 'server.conf'], { cwd })
    while (!serving.stderr().includes('Latchkey is open')) await new Promise(setImmediate)
    assert.equal((await newVisitor(publicUrl).get(`/signup/?token=${token}`)).status, 200)
    assert.equal((await newVisitor(privateUrl).get('/health')).status, 200)
    serving.stop('SIGTERM')
    assert.equal((await serving.finished).status, 0)
  })

  test('a used port and a missing folder are reported together', async () => {
    await using portero = await openPortero()
    const args = ['server', '--configuration-file', 'server.conf']
    const second = await start('portero', args, { cwd: portero.cwd }).finished
    assert.equal(second.status, 1)
    const at = `/127.0.0.2:${portero.privatePort}`
    assert.ok(second.stderr.includes(`Main: java.io.IOException: Failed to bind to ${at}\n`))
    assert.match(second.stderr, /Caused by: java.net.BindException: Address already in use\n$/)
    const env = { STATE_DIRECTORY: '/nowhere/at/all' }
    const third = await start('portero', args, { cwd: portero.cwd, env }).finished
    assert.equal(third.status, 1)
    assert.match(third.stderr, /nowhere\/at\/all\/server\.latchkey\.db can't be opened: no such/)
  })

  test('an error in one of Latchkey’s keys is reported in portero’s format', async () => {
    const cwd = newFolder()
    writeConf(join(cwd, 'a.conf'), ['latchkey.serverName = not a name'])
    const args = ['server', '--configuration-file', 'a.conf']
    const { status, stderr } = await start('portero', args, { cwd }).finished
    assert.equal(status, 1)
    const problem =
      'latchkey.serverName is "not a name", which holds a space; expected a server name such as example.org'
    assert.deepEqual(stderr.split('\n'), [
      'ERROR com.io7m.portero.cmdline.internal.PCommand: failed to parse configuration file: a.conf: ' +
        problem,
      `ERROR com.io7m.portero.cmdline.Main: java.lang.IllegalArgumentException: ${problem}`,
      '',
    ])
  })

  test('a response that is not a link is reported with its status', async () => {
    const cwd = newFolder()
    const wrong = createServer((_, outgoing) => void outgoing.writeHead(421).end())
    wrong.listen(0, '127.0.0.1')
    await once(wrong, 'listening')
    const { port } = wrong.address() as AddressInfo
    writeConf(join(cwd, 'a.conf'), [
      `server.privatePort = ${port}`,
      'server.privateAddress = 127.0.0.1',
    ])
    const args = ['invite', '--configuration-file', 'a.conf']
    const { status, stderr } = await start('portero', args, { cwd }).finished
    wrong.close()
    assert.equal(status, 1)
    assert.equal(
      stderr,
      'ERROR com.io7m.portero.cmdline.internal.PCommandInvite: Server returned: 421\n',
    )
  })

  test('a private port that is open to others is reported first', async () => {
    await using portero = await openPortero({ added: ['server.privateAddress = 0.0.0.0'] })
    assert.match(portero.stderr(), /^WARN latchkey: server.privateAddress \(0\.0\.0\.0\) IS OPEN/)
    const args = ['invite', '--configuration-file', 'server.conf']
    assert.equal((await start('portero', args, { cwd: portero.cwd }).finished).status, 0)
  })

  test('the process is called portero, and exits with 143 after SIGTERM', async () => {
    const first = await openPortero()
    await first.stop()
    const program = join(first.cwd, 'portero')
    symlinkSync(resolve('src/main.ts'), program)
    const args = [program, 'server', '--configuration-file', 'server.conf']
    const child = leash(
      spawn(process.execPath, args, {
        cwd: first.cwd,
        env: commandEnvironment(first.cwd),
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    )
    child.stderr.on('data', (text) => {
      if (String(text).includes('public server starting')) child.kill('SIGTERM')
    })
    const [status] = await once(child, 'exit')
    assert.equal(status, 143)
  })
})
