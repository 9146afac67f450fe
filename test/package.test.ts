import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { get, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { after, before, describe, test } from 'node:test'
import { commands } from '../src/programs/commands.ts'
import { manPage } from '../tools/man-page.ts'
import { run } from '../tools/programs.ts'
import { configuration, output, workplace, type Workplace } from './support/command.ts'
import { needs, programPath } from './support/parts.ts'

const listening = `public:
  url: http://127.0.0.1:1/join
  listen: 127.0.0.1:0
private:
  listen: unix:private.sock
log:
  format: json
`

test(
  'the man page names every command and option, and is valid roff',
  needs('mandoc'),
  async () => {
    const page = await manPage('1.2.3')
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-man-'))
    const file = join(folder, 'latchkey.1')
    await writeFile(file, page)
    const linted = await run(programPath('mandoc'), ['-Tlint', '-W', 'warning', file])
    // The page has no date, so that the build is reproducible.
    assert.match(linted.output, /^[^\n]*missing date[^\n]*\n$/)
    const shown = await run(programPath('mandoc'), ['-Tascii', '-O', 'width=300', file])
    const plain = shown.output.replaceAll(/.[\b]/g, '')
    for (const [name, { load }] of commands) {
      assert.ok(plain.includes(`latchkey ${name}`), name)
      for (const option of Object.keys((await load()).options ?? {})) {
        assert.match(plain, new RegExp(`^ +--${option}\\b`, 'm'))
      }
    }
    await rm(folder, { recursive: true })
  },
)

describe('the package, installed in an empty folder', () => {
  let place: Workplace
  const here = (...names: string[]) => join(place.folder, ...names)

  before(async () => {
    place = await workplace(configuration(listening), ['node_modules/.bin/latchkey'])
    const packed = await run('npm', ['pack', '--silent', '--pack-destination', place.folder])
    assert.ok(packed.ok, packed.output)
    await place.write('package.json', '{ "type": "module" }')
    const [tarball = ''] = (await readdir(place.folder)).filter((name) => name.endsWith('.tgz'))
    const install = ['install', '--offline', '--no-audit', '--ignore-scripts', `./${tarball}`]
    const installed = await run('npm', install, { cwd: place.folder })
    assert.ok(installed.ok, installed.output)
  })

  after(() => place[Symbol.asyncDispose]())

  test('it has no dependencies', async () => {
    const names = await readdir(here('node_modules'))
    assert.deepEqual(
      names.filter((name) => !name.startsWith('.')),
      ['latchkey'],
    )
    const licences = await readFile(here('node_modules/latchkey/dist/LICENSES.txt'), 'utf8')
    for (const name of ['kysely', 'hono', 'pg', 'undici']) {
      assert.match(licences, new RegExp(`^${name} \\d`, 'm'))
    }
  })

  test('its bill of materials matches its licences, and it has no install scripts', async () => {
    const home = here('node_modules/latchkey')
    const licences = await readFile(`${home}/dist/LICENSES.txt`, 'utf8')
    const bom: { components: { purl: string }[] } = JSON.parse(
      await readFile(`${home}/dist/sbom.cdx.json`, 'utf8'),
    )
    const listed = bom.components.map(({ purl }) =>
      decodeURIComponent(purl.slice('pkg:npm/'.length)),
    )
    const licensed = [...licences.matchAll(/^(\S+) (\S+) \(.*\)\n-+$/gm)]
    const names = licensed.map(([, name, version]) => `${name}@${version}`)
    assert.deepEqual(listed.toSorted(), names.toSorted())
    const about = JSON.parse(await readFile(`${home}/package.json`, 'utf8'))
    for (const hook of ['preinstall', 'install', 'postinstall', 'prepare']) {
      assert.equal(about.scripts[hook], undefined, hook)
    }
  })

  test('it has the pages that findings and refusals lead to', async () => {
    const sources = globSync('src/**/*.ts').map((name) => readFileSync(name, 'utf8'))
    const named = sources.flatMap((source) => source.match(/\bdocs\/[\w-]+\.md/g) ?? [])
    assert.ok(named.length > 5)
    for (const name of new Set(named)) {
      assert.ok(existsSync(here('node_modules/latchkey', name)), name)
    }
  })

  test('its commands work', async () => {
    assert.match(output(await place.run('version')), /^latchkey \d/)
    assert.match(
      output(await place.run('invite', '--qr', '--words')),
      /^http:\/\/127\.0\.0\.1:1\/join/,
    )
    assert.match(output(await place.run('invites', 'list')), /active/)
    const check = await place.run('config', 'check')
    assert.equal(check.code, 1)
    assert.match(
      check.stdout,
      /✓ The database .* can be read and written[^]*✗ The homeserver does not answer/,
    )
    assert.match((await place.run('invties')).stderr, /Did you mean invites/)
  })

  test('a short command reads no large chunk', async () => {
    const counting = {
      NODE_OPTIONS: `--import=${new URL('support/packages.ts', import.meta.url).href}`,
    }
    for (const command of ['version', 'help']) {
      const { stderr } = await place.runWith(counting, command)
      assert.deepEqual(stderr.split(' '), ['latchkey', 'start', command].toSorted())
    }
  })

  test('it serves pages with all their assets, and ends on SIGTERM', async () => {
    const [link = ''] = output(await place.run('invite')).split('\n')
    const child = place.start('serve')
    assert.ok(child.stderr)
    const [line] = await once(createInterface({ input: child.stderr }), 'line')
    const address: string = JSON.parse(String(line)).public
    const page = await fetch(new URL(new URL(link).pathname, address))
    assert.equal(page.status, 200)
    const files = [...(await page.text()).matchAll(/ (?:href|src)="(\/join\/static\/[^"]+)"/g)]
    assert.ok(files.length >= 3)
    for (const [, file = ''] of files) {
      assert.equal((await fetch(new URL(file, address))).status, 200, file)
    }
    assert.equal(output(await place.run('health')), 'The portal is alive.\n')
    child.kill('SIGTERM')
    assert.deepEqual(await once(child, 'exit'), [0, null])
  })

  for (const workers of ['1', '2']) {
    test(`it shows its metrics, with --workers ${workers}`, async () => {
      const child = place.start('serve', '--workers', workers)
      assert.ok(child.stderr)
      const lines = createInterface({ input: child.stderr })[Symbol.asyncIterator]()
      for (let open = 0; open < Number(workers); open++) await lines.next()
      const reply = await askSocket(here('private.sock'), '/metrics')
      assert.match(reply, /^process_cpu_seconds_total [^]*^latchkey_build_info/m)
      child.kill('SIGTERM')
      assert.deepEqual(await once(child, 'exit'), [0, null])
    })
  }

  test('on an old Node it names the required version in one sentence', async () => {
    const older = 'Object.defineProperty(process,"versions",{value:{node:"20.20.2"}})'
    const launcher = here('node_modules/latchkey/dist/latchkey.js')
    const old = await run(process.execPath, ['--import', `data:text/javascript,${older}`, launcher])
    assert.equal(old.ok, false)
    assert.equal(old.output, 'Latchkey needs Node.js 24 or newer; this is 20.20.2.\n')
  })

  test('it is also a module: a program can mount the portal in its own server', async () => {
    await place.write('server.js', mounting)
    const { ok, output: said } = await run(process.execPath, ['server.js'], { cwd: place.folder })
    assert.match(said, /^200 text\/html/)
    assert.ok(ok)
  })

  test('the types of the module need nothing but the package and those of Node', async () => {
    const [, example = ''] =
      /```js\n([^`]*createHttp[^`]*)```/.exec(readFileSync('docs/deploying.md', 'utf8')) ?? []
    await place.write('server.ts', example)
    const types = join(import.meta.dirname, '../node_modules/@types')
    const compiler = join(import.meta.dirname, '../node_modules/.bin/tsc')
    const options = ['--strict', '--skipLibCheck', 'false', '--noEmit', '--lib', 'esnext']
    const modules = ['--module', 'nodenext', '--typeRoots', types, '--types', 'node']
    const { ok, output: said } = await run(compiler, [...options, ...modules, 'server.ts'], {
      cwd: place.folder,
    })
    assert.ok(ok && example.includes('openApp'), said)
  })
})

/** The text that a listener on a socket answers. */
async function askSocket(socketPath: string, path: string): Promise<string> {
  const [reply]: IncomingMessage[] = await once(get({ socketPath, path }), 'response')
  assert.ok(reply)
  return text(reply)
}

const mounting = `
import { createServer } from 'node:http'
import { once } from 'node:events'
import { createHttp, loadConfig, openApp } from 'latchkey'
const loaded = await loadConfig({ path: 'latchkey.yaml', env: {}, cwd: process.cwd() })
await using app = await openApp(loaded.config)
const http = await createHttp(app)
const stop = app.work()
const server = createServer(http.public).listen(0, '127.0.0.1')
await once(server, 'listening')
const page = await fetch('http://127.0.0.1:' + server.address().port + '/join/')
console.log(page.status, page.headers.get('content-type'))
await page.text()
server.close()
server.closeAllConnections()
await stop()
`
